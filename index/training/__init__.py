"""Scripts that make the shipped embedding model; nothing here is imported at question time."""
