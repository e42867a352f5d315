"""Measures index and assistant."""
