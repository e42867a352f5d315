"""Gazette text in, ranked clauses and records out."""
