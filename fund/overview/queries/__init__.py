"""What is asked across all stages, per page."""
