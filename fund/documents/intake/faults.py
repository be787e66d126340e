"""What is wrong with a file, by a name that `rules.FAULTS` has a sentence for."""


class Fault(Exception):
    """A file that we do not take."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
