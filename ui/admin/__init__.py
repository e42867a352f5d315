"""Administration: sessions, uploads, child processes."""
