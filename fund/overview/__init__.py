"""Work lists, portfolio, public register (read only)."""
