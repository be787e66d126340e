"""10. What an applicant has against a decision: objections (*bezwaar*), received, acknowledged and ended."""
