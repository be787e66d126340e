"""5. Yes or no, how much, and who says so."""
