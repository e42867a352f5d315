"""高精尖措施支持年数: the last year, the years left."""
