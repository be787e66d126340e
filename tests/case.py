"""x."""


def build() -> None:
    """x."""
