"""HTTP routes: JSON API and plain pages."""
