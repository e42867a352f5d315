"""Words: aliases, synonyms, dictionary."""
