"""7. What is paid: plan, runs, bank."""
