"""Applications without a database, for the rules: every part ready, until a test takes something away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace as Shape
from typing import Any


def a_call(**changes: Any) -> Shape:
    call = Shape(
        code="FSV-2026",
        published_at=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
        opens_at=datetime(2026, 1, 12, 8, 0, tzinfo=UTC),
        closes_at=datetime(2026, 12, 11, 16, 0, tzinfo=UTC),
        minimum_amount=1_000_000,
        maximum_amount=7_500_000,
        percentage=50,
        earliest_start_on=date(2026, 4, 1),
        decision_weeks=13,
        decision_rule="Regeling FSV 2026, art. 9",
        decision_term_start="complete",
        required_documents=[
            Shape(id=1, title={"nl": "Statuten", "en": "Statutes"}, is_voluntary=False),
            Shape(id=2, title={"nl": "Bewijs", "en": "Proof"}, is_voluntary=False),
            Shape(id=3, title={"nl": "Steunbrief", "en": "Letter of support"}, is_voluntary=True),
        ],
    )
    return Shape(**{**vars(call), **changes})


def an_organisation(**changes: Any) -> Shape:
    noor, samir = Shape(name="Noor van Dijk"), Shape(name="Samir Aydin")
    organisation = Shape(
        street="Markt 1",
        postcode="5700 AA",
        town="Helmond",
        bank_accounts=[Shape(iban="NL91ABNA0417164300")],
        memberships=[
            Shape(person=noor, may_sign=True, ended_at=None),
            Shape(person=samir, may_sign=False, ended_at=None),
        ],
    )
    return Shape(**{**vars(organisation), **changes})


def a_link(**changes: Any) -> Shape:
    link = Shape(
        task_id=7,
        task=Shape(name={"nl": "Energie", "en": "Energy"}),
        how="Bewoners leren samen hun huis isoleren.",
        for_whom="Bewoners van 60 huurwoningen",
        what_changes="hebben een lagere energierekening",
        how_much="60 huishoudens",
        by_when="eind 2028",
        how_seen="de jaarafrekening, voor en na",
    )
    return Shape(**{**vars(link), **changes})


def an_application(**changes: Any) -> Shape:
    application = Shape(
        call=a_call(),
        organisation=an_organisation(),
        title="Buurtwerkplaats",
        summary="Een werkplaats.",
        problem="Mensen kennen elkaar niet.",
        activities="Samen klussen.",
        starts_on=date(2026, 5, 1),
        ends_on=date(2027, 5, 1),
        why_impulse="Zonder geld geen start.",
        continuity="Verhuur van ruimte.",
        learning_question="Werkt samen klussen?",
        task_links=[a_link()],
        line_id=1,
        line_reason="Het helpt de wijk.",
        places=[Shape(is_main=True)],
        target_group="Bewoners",
        people_reached=60,
        partners=[],
        no_partners=True,
        budget_lines=[Shape(description="Verbouwing", amount=8_500_000)],
        vat_recoverable=False,
        requested=4_250_000,
        financing_lines=[Shape(description="Eigen geld", amount=4_250_000)],
        attachments=[
            Shape(required_document_id=1, removed_at=None),
            Shape(required_document_id=2, removed_at=None),
        ],
        de_minimis="none",
        de_minimis_amount=None,
        de_minimis_details="",
        declared_solvent=True,
        declared_true=True,
        submitted_at=None,
        complete_at=None,
    )
    return Shape(**{**vars(application), **changes})
