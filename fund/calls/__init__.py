"""2. What money there is, for whom, by which rules, when one may ask."""
