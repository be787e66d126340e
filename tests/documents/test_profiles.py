"""Letters hold against PDF/A-3a and PDF/UA-1, as veraPDF, the validator of the PDF Association, reads them."""

import pytest

from fund.documents.press import Press
from tests.documents.samples import a_sheet

SHEETS = {
    "letter": a_sheet(),
    "courtesy": a_sheet("en"),
    "unsigned": a_sheet(signer=None, object_until=None, contact=""),
    "strange names": a_sheet(
        salutation="Beste Žižek Łódź İstanbul Привет مرحبا 漢字 😀👩‍👩‍👧 \ue000", addressee=("漢字",)
    ),
}


@pytest.fixture(scope="module")
def the_press():
    press = Press(seconds=60)
    yield press
    press.stop()


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_a_sheet_follows_both_standards(the_press, verapdf, tmp_path, sheet, flavour):
    file = tmp_path / "sheet.pdf"
    file.write_bytes(the_press.draw(sheet))
    verdict = verapdf.validate(file, flavour)
    assert verdict.passed, verdict.failures
