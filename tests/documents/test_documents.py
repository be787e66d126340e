"""Documents in the database: issued or received once, kept as they were, read by those who may."""

import io
import logging
import threading

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from fund.core import audit, clock
from fund.core.append_only import AlteredRecordError
from fund.core.db import db
from fund.core.errors import Invalid, Refused
from fund.core.i18n import _
from fund.documents import actions, jobs, policy, press, queries, rules, settings
from fund.documents.letters import PlainLetter, Section, Signer, sheet
from fund.documents.models import Confidentiality, Document, Origin, Scan
from fund.documents.press import PressDown
from fund.documents.store import Folder
from fund.documents.uploads import look_at
from fund.people.models import LegalForm, Organisation, Person, RoleGrant
from fund.people.roles import Role
from tests.documents import files
from tests.documents.test_scanner import Clamd


def a_person(database, name="Anna van Gils", role=None):
    person = Person(email=f"{name.replace(' ', '.').lower()}@voorbeeld.example", name=name, created_at=clock.now())
    database.session.add(person)
    if role is not None:
        person.role_grants.append(RoleGrant(role=role, from_on=clock.today()))
    database.session.flush()
    return person


@pytest.fixture
def anna(database):
    return a_person(database)


@pytest.fixture
def foundation(database):
    foundation = Organisation(
        name="Stichting Rijdend Gezelschap",
        legal_form=LegalForm.FOUNDATION,
        kvk_number="12345678",
        created_at=clock.now(),
    )
    database.session.add(foundation)
    database.session.flush()
    return foundation


@pytest.fixture(autouse=True)
def _only_these_readers(monkeypatch):
    monkeypatch.setattr(policy, "READERS", {})
    monkeypatch.setattr(queries, "READERS", policy.READERS)


def a_letter(language="nl", title="Een vraag over uw plan"):
    return PlainLetter(
        language=language,
        title=title,
        addressee=("Stichting Rijdend Gezelschap", "Kade 12"),
        salutation="Beste mevrouw Van Gils,",
        signer=Signer(name="J. van Rooij", function="afdelingshoofd"),
        sections=(Section(paragraphs=("Wie doet er mee?",)),),
    )


def issue(foundation, by, reference="question:1", **how):
    return actions.issue_letter(
        a_letter(how.pop("language", "nl")),
        subject=foundation,
        reference=reference,
        by=by,
        case_number="FSV-2026-000022",
        **how,
    )


def test_a_letter_is_numbered_drawn_kept_and_written_down(database, anna, foundation):
    letter = issue(foundation, anna)
    database.commit()
    content = queries.content_of(letter)
    assert (letter.number, letter.filename) == ("FSV-2026-000022/B1", "FSV-2026-000022-B1.pdf")
    assert (letter.origin, letter.size, letter.made_by_id) == (Origin.ISSUED, len(content), anna.id)
    words = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert "Gedeputeerde Staten van Noord-Brabant" in words
    assert "FSV-2026-000022/B1" in words
    entry = database.session.query(audit.AuditEntry).filter_by(action="document.issued").one()
    assert entry.detail["sha256"] == letter.sha256


def test_the_same_reference_gives_the_same_letter_and_uses_no_number(database, anna, foundation):
    first, again, other = issue(foundation, anna), issue(foundation, anna), issue(foundation, anna, "question:2")
    assert first is again
    assert other.number == "FSV-2026-000022/B2"


def test_a_translation_carries_the_number_of_the_letter(database, anna, foundation):
    letter = issue(foundation, anna)
    courtesy = issue(foundation, anna, "question:1:en", language="en", translation_of=letter)
    assert (courtesy.number, courtesy.filename) == ("FSV-2026-000022/B1-en", "FSV-2026-000022-B1-en.pdf")
    assert courtesy.facts is not None
    assert courtesy.facts["reference"] == letter.number, "by which its reader writes to us"


def test_an_issued_letter_can_be_drawn_again_to_the_same_bytes(database, anna, foundation):
    letter = issue(foundation, anna)
    database.commit()
    database.refresh()
    kept = queries.document_by_reference("question:1")
    assert kept is not None
    assert kept.facts is not None
    assert kept.template_hash == press.version(kept.template)
    assert press.machine.the_press().draw_plain(kept.facts) == queries.content_of(letter)


def test_when_the_press_is_down_nothing_is_kept_and_the_number_is_free(database, anna, foundation, monkeypatch):
    database.commit()

    def down(_sheet):
        raise PressDown("no paper")

    with monkeypatch.context() as broken:
        broken.setattr(press, "draw", down)
        with pytest.raises(PressDown):
            issue(foundation, anna)
    database.session.rollback()
    assert queries.document_by_reference("question:1") is None
    assert issue(foundation, anna).number == "FSV-2026-000022/B1"


def test_a_document_is_never_changed_or_deleted(database, anna, foundation):
    letter = issue(foundation, anna)
    database.commit()
    letter.title = "Iets anders"
    with pytest.raises(AlteredRecordError):
        database.session.flush()
    database.session.rollback()
    database.session.delete(letter)
    with pytest.raises(AlteredRecordError):
        database.session.flush()
    database.session.rollback()
    for statement in ("UPDATE document SET title = 'x'", "DELETE FROM document"):
        with pytest.raises(DatabaseError, match="append-only"):
            database.session.execute(text(statement))
        database.session.rollback()


def test_bytes_that_were_changed_are_not_handed_out_and_are_named(database, anna, foundation, caplog):
    letter = issue(foundation, anna)
    database.commit()
    assert queries.check_store() == queries.StoreCheck(1, ())
    assert jobs.check_store() == "1 documents are as they were kept"
    command = database.app.test_cli_runner()
    assert command.invoke(args=["documents", "check"]).output == "documents: 1 are as they were kept\n"
    store = settings.store()
    assert isinstance(store, Folder)
    place = store._place(letter.sha256)
    place.chmod(0o600)
    place.write_bytes(place.read_bytes().replace(b"%PDF", b"%PDG"))
    caplog.clear()
    with pytest.raises(Refused, match="not as it was kept"):
        queries.content_of(letter)
    assert caplog.records[-1].levelno == logging.CRITICAL
    assert queries.check_store().wrong == (f"document {letter.id} (question:1): sha256 altered",)
    assert jobs.check_store().startswith("1 of 1 documents not as kept")
    found = command.invoke(args=["documents", "check"])
    assert (found.exit_code, "sha256 altered" in found.output) == (1, True)
    place.unlink()
    assert queries.check_store().wrong == (f"document {letter.id} (question:1): sha256 missing",)


def test_an_upload_is_kept_under_its_hash_with_its_name_as_text(database, anna, foundation):
    sent = files.a_docx()
    kept = actions.keep_upload(look_at(sent, filename="C:\\plannen\\plan 1.docx"), subject=foundation, by=anna)
    database.commit()
    assert queries.content_of(kept) == sent
    assert (kept.filename, kept.title, kept.scan) == ("plan 1.docx", "plan 1.docx", Scan.NOT_SCANNED)
    assert kept.media_type == rules.FORMATS["docx"].media_type
    assert kept.original_sha256 == ""


def test_a_form_that_is_sent_twice_keeps_one_file(database, anna, foundation):
    first, again = (
        actions.keep_upload(
            look_at(files.a_docx(), filename="plan.docx"), subject=foundation, by=anna, reference="token"
        )
        for _turn in range(2)
    )
    assert first is again


def test_a_cleaned_pdf_is_served_and_its_original_kept_apart(database, anna, foundation):
    def put(document):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    sent = files.a_pdf(1, put)
    kept = actions.keep_upload(look_at(sent, filename="plan.pdf"), subject=foundation, by=anna)
    assert b"app.alert" not in queries.content_of(kept)
    assert settings.quarantine().get(kept.original_sha256) == sent


def test_a_refused_upload_keeps_nothing_and_names_its_field(database, anna, foundation):
    with pytest.raises(Invalid) as refusal:
        look_at(b"MZ", filename="plan.pdf", field="budget_file")
    assert refusal.value.field == "budget_file"
    assert database.session.query(Document).count() == 0


def test_an_infected_upload_is_refused_and_not_kept(database, app, anna, foundation, monkeypatch):
    daemon = Clamd(b"stream: Eicar FOUND\0")
    monkeypatch.setitem(app.config, "CLAMD", daemon.address)
    with pytest.raises(Invalid, match="virus scanner found something"):
        actions.keep_upload(look_at(files.a_pdf(), filename="plan.pdf"), subject=foundation, by=anna)
    daemon.close()
    assert database.session.query(Document).count() == 0


def test_a_scanned_upload_says_so(database, app, anna, foundation, monkeypatch):
    daemon = Clamd(b"stream: OK\0")
    monkeypatch.setitem(app.config, "CLAMD", daemon.address)
    kept = actions.keep_upload(look_at(files.a_pdf(), filename="plan.pdf"), subject=foundation, by=anna)
    daemon.close()
    assert kept.scan is Scan.CLEAN


def test_files_of_the_house_and_of_other_systems_are_kept_once(database, anna, foundation):
    how = {"subject": foundation, "by": anna, "filename": "run.xml", "media_type": "application/xml"}
    made = actions.issue_file(b"<a/>", reference="run:1", made_with="pain.001.001.09", **how)
    assert actions.issue_file(b"<b/>", reference="run:1", made_with="pain.001.001.09", **how) is made
    read = actions.keep_received(b"<c/>", reference="statement:1", **how)
    assert actions.keep_received(b"<d/>", reference="statement:1", **how) is read
    assert queries.content_of(made) == b"<a/>"
    assert (made.origin, read.origin) == (Origin.ISSUED, Origin.RECEIVED)


def test_a_document_is_sent_as_a_file_that_can_do_nothing(database, client, anna, foundation):
    queries.register_reader(Organisation, lambda person, _subject: None if person.name.startswith("Anna") else _("No."))
    kept = actions.keep_upload(look_at(files.a_docx(), filename="plan “één”.docx"), subject=foundation, by=anna)
    database.commit()
    answer = client.sign_in(anna).get(f"/documents/{kept.key}")
    assert answer.status_code == 200
    assert answer.data == queries.content_of(kept)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "plan%20%E2%80%9C%C3%A9%C3%A9n%E2%80%9D.docx" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_nobody_else_reads_it_and_the_attempt_is_logged(database, client, anna, foundation, caplog):
    says = _("No: this is of %(name)s.", name="Anna")
    queries.register_reader(Organisation, lambda person, _subject: None if person.name.startswith("Anna") else says)
    kept = actions.keep_upload(look_at(files.a_docx(), filename="plan.docx"), subject=foundation, by=anna)
    other = a_person(database, "Bob de Vries")
    database.commit()
    with caplog.at_level(logging.WARNING, "fund.denied"):
        assert client.sign_in(other).get(f"/documents/{kept.key}").status_code == 403
    assert f"/documents/{kept.key}" in caplog.text
    assert caplog.text.rstrip().endswith(": No: this is of Anna."), "in English, with its values"
    assert client.get("/documents/nonsense").status_code == 404


def test_what_no_stage_speaks_for_is_closed_to_everybody(database, anna, foundation):
    kept = actions.keep_upload(look_at(files.a_docx(), filename="plan.docx"), subject=foundation, by=anna)
    assert policy.may_read(anna, kept) is not None


@pytest.mark.parametrize(
    ("level", "role", "reads"),
    [
        (Confidentiality.CASE, None, True),
        (Confidentiality.CASE, Role.ASSESSOR, True),
        (Confidentiality.FINANCE, None, True),
        (Confidentiality.FINANCE, Role.ASSESSOR, False),
        (Confidentiality.FINANCE, Role.FINANCE, True),
        (Confidentiality.STAFF, None, False),
        (Confidentiality.STAFF, Role.ASSESSOR, True),
    ],
)
def test_confidentiality_narrows_what_the_stage_allows(database, foundation, level, role, reads):
    anna = a_person(database)
    queries.register_reader(Organisation, lambda _person, _subject: None)
    kept = actions.keep_upload(
        look_at(files.a_docx(), filename="p.docx"), subject=foundation, by=anna, confidentiality=level
    )
    reader = a_person(database, "Lezer", role)
    assert (policy.may_read(reader, kept) is None) is reads


def test_a_preview_looks_like_the_letter_and_is_not_kept(database, anna):
    concept = sheet(a_letter(), sender=settings.sender("nl"), at=clock.now())
    assert "Wie doet er mee?" in press.fragment(concept)
    assert "Bladzijde" not in press.fragment(concept)
    assert database.session.query(Document).count() == 0
    assert io.BytesIO(press.draw(concept)).read(4) == b"%PDF"


@pytest.mark.concurrency
def test_two_at_once_issue_one_letter_under_one_number(database, anna, foundation):
    database.commit()
    subject, person, app, got = foundation.id, anna.id, database.app, []

    def once_more():
        with app.app_context():
            session = db.session
            letter = issue(session.get(Organisation, subject), session.get(Person, person))
            got.append((letter.id, letter.number))
            session.commit()
            session.remove()

    threads = [threading.Thread(target=once_more) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert len(set(got)) == 1
    assert issue(foundation, anna, "question:2").number == "FSV-2026-000022/B2"
    database.commit()
    assert database.session.query(audit.AuditEntry).filter_by(action="document.issued").count() == 2


@pytest.mark.concurrency
def test_two_at_once_keep_one_upload(database, anna, foundation):
    database.commit()
    subject, person, app, got, sent = foundation.id, anna.id, database.app, [], files.a_docx()

    def once_more():
        with app.app_context():
            of, by = db.session.get(Organisation, subject), db.session.get(Person, person)
            assert by is not None
            got.append(actions.keep_upload(look_at(sent, filename="p.docx"), subject=of, by=by, reference="token").id)
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=once_more) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert len(set(got)) == 1
