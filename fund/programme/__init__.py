"""1. Why and where: societal tasks, development lines, areas."""
