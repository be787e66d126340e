"""What is told to whom, once: the outbox of mail and the messages in a case."""
