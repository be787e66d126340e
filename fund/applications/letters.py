"""The copy of all answers that the applicant gets back (LC-04, WM-05)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fund.applications import rules
from fund.applications.models import Application, Attachment, TaskLink
from fund.applications.rules.words import COST_TYPES, DE_MINIMIS, FINANCING_SOURCES, FINANCING_STATUSES, no_or_yes
from fund.calls.models import Call
from fund.core.i18n import Message, _, local, voice
from fund.core.identifiers import group_iban
from fund.core.money import Money
from fund.documents.letters import Answer, Answers, Part, SectionTable
from fund.documents.press.sandbox import write_day
from fund.people.models import Organisation


def receipt(application: Application, language: str) -> Answers:
    """Write down everything that was answered, in the language that is spoken at this moment (`language`)."""
    who = application.submitted_by
    return Answers(
        language=language,
        title=str(_("Application %(number)s: %(title)s", number=application.number, title=application.title)),
        sent_by=f"{who.name if who is not None else ''}, {application.organisation.name}",
        received_at=application.submitted_at or application.saved_at,
        introduction=str(
            _(
                "This is the copy of everything that you sent for %(call)s.",
                call=local(application.call.title, language),
            )
        ),
        parts=tuple(
            Part(title=str(each.title), answers=answers_of(application, each.name, language))
            for each in rules.PARTS
            if each.name in WRITERS
        ),
        files=files_of(application),
    )


def receipt_reference(application: Application) -> str:
    """Answer under which words the copy is kept, which also stand on the paper."""
    return f"{application.number}/ontvangst"


def answers_of(application: Application, part: str, language: str) -> tuple[Answer, ...]:
    """Write down what one part of the form says; a part that asks nothing says nothing."""
    writer = WRITERS.get(part)
    return tuple(writer(application, language)) if writer is not None else ()


def questions_of(call: Call) -> list[tuple[Message, list[str]]]:
    """Write down what each part of the form asks, for who looks before applying (F01): as the copy will show it."""
    blank = Application(organisation=Organisation())
    return [(each.title, asked) for each in rules.PARTS if (asked := _asked(call, blank, each.name))]


def _asked(call: Call, blank: Application, part: str) -> list[str]:
    if part == "tasks":
        return [
            str(_("Which tasks does your plan help?")),
            str(_("How does your plan help with this task?")),
            str(_("For each task: for whom does something change, what, how much, by when, and how do you see it?")),
        ]
    if part == "attachments":
        return [local(wanted.title, voice().language) for wanted in call.required_documents]
    return [f"{each.question}{_columns(each)}" for each in answers_of(blank, part, voice().language)]


def _columns(answer: Answer) -> str:
    """Name what is asked in every line of a table."""
    return f" ({', '.join(answer.table.heads).replace('€', str(_('Amount'))).lower()})" if answer.table else ""


def kinds_of(application: Application) -> list[tuple[Attachment, str]]:
    """List the files that came along, each with the title of the document that the call asks for."""
    titles = {wanted.id: local(wanted.title, voice().language) for wanted in application.call.required_documents}
    return [
        (each, titles.get(each.required_document_id or 0) or str(_("Something else")))
        for each in rules.kept(application)
    ]


def files_of(application: Application) -> tuple[str, ...]:
    """Name the files that came along, each with its kind."""
    return tuple(f"{kind}: {attachment.document.filename}" for attachment, kind in kinds_of(application))


def _answers(*pairs: tuple[Message, object]) -> list[Answer]:
    return [Answer(question=str(question), text=str(answer) if answer else "–") for question, answer in pairs]


def _organisation(application: Application, _language: str) -> list[Answer]:
    organisation = application.organisation
    return _answers(
        (_("Name"), organisation.name),
        (_("KvK number"), organisation.kvk_number),
        (_("RSIN"), organisation.rsin),
        (_("Address"), f"{organisation.street}, {organisation.postcode} {organisation.town}"),
    )


def _account(application: Application, _language: str) -> list[Answer]:
    account = application.organisation.bank_accounts[0] if application.organisation.bank_accounts else None
    return _answers(
        (_("IBAN"), group_iban(account.iban) if account else ""),
        (_("In the name of"), account.holder if account else ""),
    )


def _plan(application: Application, language: str) -> list[Answer]:
    def day(value: Any) -> str:
        return write_day(value, "date", language) if value else ""

    return _answers(
        (_("Name of your plan"), application.title),
        (_("Summary"), application.summary),
        (_("Start"), day(application.starts_on)),
        (_("End"), day(application.ends_on)),
        (_("Which problem did you see?"), application.problem),
        (_("What are you going to do?"), application.activities),
    )


def _impulse(application: Application, _language: str) -> list[Answer]:
    return _answers(
        (_("Why do you need this money to start?"), application.why_impulse),
        (_("How does it go on after the grant?"), application.continuity),
        (_("What do you want to find out?"), application.learning_question),
    )


def _tasks(application: Application, language: str) -> list[Answer]:
    several = len(application.task_links) > 1
    return [
        Answer(
            question=str(_("%(task)s (main task)", task=task)) if several and link.is_main else task,
            text=f"{link.how}\n\n{said(link)}",
        )
        for link in application.task_links
        for task in (local(link.task.name, language),)
    ]


def said(link: TaskLink) -> str:
    """Write the effect on a task as one line of text."""
    return "".join(f"[{words}]" if kind == "gap" else str(words) for kind, words in rules.sentence(link))


def _line(application: Application, language: str) -> list[Answer]:
    name = local(application.line.name, language) if application.line is not None else ""
    return _answers((_("Development line"), name), (_("Why does this line fit?"), application.line_reason))


def _places(application: Application, _language: str) -> list[Answer]:
    places = [
        str(_("%(place)s (main place)", place=where)) if place.is_main else where
        for place in application.places
        for where in (", ".join(part for part in (place.municipality.name, place.neighbourhood) if part),)
    ]
    return [
        Answer(question=str(_("Where does it happen?")), points=tuple(places)),
        *_answers(
            (_("For whom is the plan?"), application.target_group),
            (_("How many people take part?"), application.people_reached),
        ),
    ]


def _partners(application: Application, _language: str) -> list[Answer]:
    if not application.partners:
        return _answers((_("Partners"), _("We do it alone") if application.no_partners else ""))
    rows = tuple(
        (
            str(_("%(name)s (municipality)", name=partner.name)) if partner.is_municipality else partner.name,
            partner.kvk_number or "–",
            partner.role,
        )
        for partner in application.partners
    )
    heads = (str(_("Name")), str(_("KvK number")), str(_("What they do")))
    return [Answer(question=str(_("Partners")), table=SectionTable(heads=heads, rows=rows))]


def _budget(application: Application, _language: str) -> list[Answer]:
    rows = tuple((str(COST_TYPES[line.cost_type]), line.description, line.amount) for line in application.budget_lines)
    table = SectionTable(
        heads=(str(_("Kind")), str(_("What for")), "€"),
        rows=rows,
        amounts=(2,),
        total=(str(_("Total")), "", rules.costs(application)),
    )
    return [
        Answer(question=str(_("Budget")), table=table),
        *_answers((_("Do you get the VAT on these costs back?"), no_or_yes(application.vat_recoverable))),
    ]


def _financing(application: Application, _language: str) -> list[Answer]:
    asked = (str(_("Asked of this fund")), "", "", application.requested or 0)
    others = tuple(
        (str(FINANCING_SOURCES[line.source]), line.description, str(FINANCING_STATUSES[line.status]), line.amount)
        for line in application.financing_lines
    )
    table = SectionTable(
        heads=(str(_("Source")), str(_("Who")), str(_("How sure")), "€"),
        rows=(asked, *others),
        amounts=(3,),
        total=(str(_("Total")), "", "", (application.requested or 0) + rules.financed(application)),
    )
    return [Answer(question=str(_("Who pays what?")), table=table)]


def _declarations(application: Application, language: str) -> list[Answer]:
    amount = application.de_minimis_amount
    return _answers(
        (_("De-minimis aid in the past three years"), DE_MINIMIS.get(application.de_minimis, "")),
        (_("Amount of that aid"), "" if amount is None else Money(amount).in_language(language)),
        (_("Details of that aid"), application.de_minimis_details),
        (_("Not bankrupt, no suspension of payment"), _("Yes") if application.declared_solvent else ""),
        (_("What I filled in is true"), _("Yes") if application.declared_true else ""),
        (_("The decision may be sent electronically"), no_or_yes(application.agrees_electronic)),
    )


WRITERS: dict[str, Callable[[Application, str], list[Answer]]] = {
    "organisation": _organisation,
    "account": _account,
    "plan": _plan,
    "impulse": _impulse,
    "tasks": _tasks,
    "line": _line,
    "places": _places,
    "partners": _partners,
    "budget": _budget,
    "financing": _financing,
    "declarations": _declarations,
}
"""Who writes down which part."""
