"""What stands on paper about a case is as closed as the case: letters and files, on every way to them."""

from __future__ import annotations

import pytest

from fund.awards.models import Award
from fund.core.db import db
from fund.documents.models import Document
from fund.documents.queries import register_reader
from fund.people.roles import Role
from fund.settlement.models import Settlement
from tests.bed.site import Site
from tests.case import STANDINGS, newcomer
from tests.world import World


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.DECISION_MAKER, Role.CASE_HANDLER])
def test_who_may_not_read_a_case_reads_no_paper_of_it(database: Site, case: World, role: Role) -> None:
    letters = {document.subject_kind: document for document in db.session.query(Document).where(Document.case_id > 0)}
    assert {"application", "decision", "settlement"} <= set(letters)
    for standing in STANDINGS:
        database.commit()
        browser = database.client(case.person(newcomer(role, standing)))
        for kind, document in letters.items():
            assert browser.get(f"/documents/{document.key}").status_code == 403, (standing, kind)
    for reads in (case.tom, case.noor):
        browser = database.client(reads)
        for kind in ("decision", "settlement"):
            assert browser.get(f"/documents/{letters[kind].key}").status_code == 200, kind


def test_a_declaration_opens_a_grant_and_its_bookings(database: Site, case: World) -> None:
    award = db.session.query(Award).first()
    assert award is not None
    number = award.number
    database.commit()
    browser = database.client(case.person(newcomer(Role.ASSESSOR, STANDINGS[0])))
    for page in (f"/awards/{number}", f"/statements/cases/{number}"):
        assert browser.get(page).location.startswith(f"/cases/{number}/interest")
    browser.fill(f"/cases/{number}/interest", has_interest="no", press="Verklaar")
    for page in (f"/awards/{number}", f"/statements/cases/{number}"):
        assert browser.get(page).status_code == 200


def test_who_reads_the_files_of_a_thing_is_said_once(database: Site) -> None:
    with pytest.raises(ValueError, match="settlement"):
        register_reader(Settlement, lambda _person, _subject: None)
