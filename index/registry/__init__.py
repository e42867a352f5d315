"""Who owns what and what is in force, extracted at ingest."""
