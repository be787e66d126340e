"""Who asks, and what comes with it: the organisation, its account, who signs, documents, declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fund.applications.rules.gaps import Gap, unanswered
from fund.core.i18n import _

TRIES_UNSEEN: Final = 5
"""So often making the copy for an applicant may fail before staff are told."""


def organisation(application: Any) -> Iterator[Gap]:
    """Check that an application says who asks and where they are found (LC-02)."""
    yield from unanswered(
        application.organisation,
        {
            "street": _("Fill in the street and number of your organisation."),
            "postcode": _("Fill in the postcode of your organisation."),
            "town": _("Fill in the town of your organisation."),
        },
    )


def account(application: Any) -> Iterator[Gap]:
    """Check that there is an account to pay to."""
    if not application.organisation.bank_accounts:
        yield Gap("iban", _("Fill in the bank account of your organisation."))


def signatories(organisation: Any) -> list[str]:
    """Name those who may submit for an organisation."""
    return [member.person.name for member in organisation.memberships if member.may_sign and member.ended_at is None]


def writers(organisation: Any) -> list[str]:
    """Name those who may write for an organisation."""
    return [member.person.name for member in organisation.memberships if member.ended_at is None]


def signing(application: Any) -> Iterator[Gap]:
    """Check that somebody may sign for the organisation (LC-02, F16)."""
    if not signatories(application.organisation):
        yield Gap("signing", _("Say who may submit for your organisation."))


def kept(application: Any) -> list[Any]:
    """List the attachments that were not removed."""
    return [attachment for attachment in application.attachments if attachment.removed_at is None]


def attachments(application: Any) -> Iterator[Gap]:
    """Check that every document that the call asks for is there (LC-03: what is voluntary is not asked for)."""
    there = {attachment.required_document_id for attachment in kept(application)}
    for wanted in application.call.required_documents:
        if not wanted.is_voluntary and wanted.id not in there:
            yield Gap(f"document-{wanted.id}-file", _("Add a file: %(document)s.", document=wanted.title))


def declarations(application: Any) -> Iterator[Gap]:
    """Check what the applicant declares: the truth, no insolvency (Awb 4:35), earlier de-minimis aid (SA-12).

    Whether the decision may come electronically stays free (WM-03).
    """
    if application.de_minimis not in {"none", "some"}:
        yield Gap("de_minimis", _("Say whether you had de-minimis aid in the past three years."))
    if application.de_minimis == "some":
        yield from unanswered(
            application,
            {
                "de_minimis_amount": _("Fill in how much de-minimis aid you had."),
                "de_minimis_details": _("Write from whom you had it, and when."),
            },
        )
    if not application.declared_solvent:
        yield Gap(
            "declared_solvent", _("Tick that your organisation is not bankrupt and has no suspension of payment.")
        )
    if not application.declared_true:
        yield Gap("declared_true", _("Tick that what you filled in is true."))
