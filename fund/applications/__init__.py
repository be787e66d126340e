"""3. What is asked for."""
