"""Accounts, and movements between them: money only moves."""
