"""Rules of the fictional 青禾区 of the sample gazette."""
