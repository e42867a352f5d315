"""Alembic migrations of the application's database, run by ``ui.store.open_store``."""
