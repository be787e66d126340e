"""8. What came of it so far: progress reports and their reminders."""
