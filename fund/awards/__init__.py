"""6. What is promised, under which obligations."""
