"""9. What it comes to in the end."""
