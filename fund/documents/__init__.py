"""Letters and files: drawn or received once, kept as they were.

`press` draws letters and statements, `store` keeps bytes, `scanner` asks whether they are clean; the rooms are those of
every stage.
"""
