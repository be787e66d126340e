"""The finance desk's overviews (read only)."""
