"""What the fitness tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it is put together, without a database behind it: for its routes and names."""
    from fund.app import create_app
    from tests.bed.outbox import Outbox
    from tests.bed.site import configuration

    folder: Path = tmp_path_factory.mktemp("bare")
    return create_app(configuration("sqlite://", folder, Outbox()))
