"""4. Whether it is complete, what it is worth."""
