"""What a person sends, before it is kept: examined apart, scanned, and refused in words."""

from __future__ import annotations

from dataclasses import dataclass

from fund.core.errors import Refused
from fund.documents import intake, rules, scanner, settings
from fund.documents.models import Scan


@dataclass(frozen=True)
class Upload:
    """A file that a person sent, examined and scanned, and not kept yet."""

    examined: intake.Examined
    scan: Scan


def look_at(content: bytes, *, filename: str, field: str = "file") -> Upload:
    """Examine and scan a file that a person sent. It can take half a minute and needs no database: do it first.

    Raises:
        Invalid: when we do not take the file, with a sentence at `field`.
        Refused: when it could not be checked now.
    """
    try:
        examined = intake.examine(filename, content, limit=settings.upload_limit())
        scan = scanner.scan(content, settings.scanner_address())
        if scan is Scan.INFECTED:
            raise rules.fault("infected")
    except Refused as refusal:
        refusal.field = field
        raise
    return Upload(examined, scan)
