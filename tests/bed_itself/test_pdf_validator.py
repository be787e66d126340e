"""The validator finds fault where there is fault: a judge that never convicts proves nothing."""

from pathlib import Path

import pytest
from weasyprint import HTML

from tests.pdf_validator import Flavour, PdfValidator

PAGE = """<html lang="nl"><head><title>Beschikking</title></head>
<body style="font-family: 'DejaVu Sans'"><h1>Besluit</h1><p>Wij verlenen u subsidie.</p></body></html>"""


def _draw(folder: Path, variant: str | None) -> Path:
    file = folder / "letter.pdf"
    HTML(string=PAGE).write_pdf(file, pdf_variant=variant, pdf_tags=variant is not None)
    return file


@pytest.mark.parametrize(("flavour", "variant"), [("3a", "pdf/a-3a"), ("2b", "pdf/a-2b"), ("ua1", "pdf/ua-1")])
def test_a_letter_drawn_to_a_standard_passes(
    verapdf: PdfValidator, tmp_path: Path, flavour: Flavour, variant: str
) -> None:
    verdict = verapdf.validate(_draw(tmp_path, variant), flavour)
    assert verdict.passed, verdict.failures


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_a_plain_letter_fails_with_the_clause(verapdf: PdfValidator, tmp_path: Path, flavour: Flavour) -> None:
    verdict = verapdf.validate(_draw(tmp_path, None), flavour)
    assert not verdict.passed
    assert all(failure.clause and failure.message and failure.times > 0 for failure in verdict.failures)
