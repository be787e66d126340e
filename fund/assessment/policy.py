"""Who may assess, and who may see what: first the declaration of interest, then the answers, then the scores.

Whoever handles, scores or decides declares for each case whether they have an interest, before they see anything
confidential (LC-72d, F41). Finance, steering and audit influence no judgement: they read the answers without declaring.
Individual scores are working material (SC-08): for those who judge, and for the auditor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, needs, staff_only

JUDGING: Final = (Role.CASE_HANDLER, Role.ASSESSOR, Role.DECISION_MAKER)
"""Who must declare; somebody who also has another role must declare too."""


@dataclass(frozen=True)
class Standing:
    """How a person stands to a case: what they declared (None: nothing), and the state of their own scores.

    `handed_in` and `to_come` count the people who did and did not hand in theirs; `needed` is how many the call asks.
    """

    declared: bool | None
    own: str | None
    handed_in: int
    to_come: int
    needed: int = 1


def must_declare(person: Actor | None) -> bool:
    """Answer whether this person declares an interest or none before seeing a case."""
    return person is not None and not person.roles.isdisjoint(JUDGING)


def may_open_case(person: Actor | None, _application: Any = None) -> Message | None:
    """Let the people of the fund see that a case is there: its head, its dates, who handles it."""
    return staff_only(person)


def may_declare(person: Actor | None, _application: Any = None) -> Message | None:
    """Let those declare who handle, score or decide."""
    return needs(person, Role.ASSESSOR, Role.CASE_HANDLER, Role.DECISION_MAKER)


def may_read_case(person: Actor | None, standing: Standing) -> Message | None:
    """Let those read the answers who declared that they have no interest, and those who judge nothing.

    An interest that somebody declared in an earlier role keeps them out too.
    """
    if refused := staff_only(person):
        return refused
    if must_declare(person) or standing.declared:
        return why_interest_stands_in_the_way(declared=standing.declared)
    return None


def may_read_scores(person: Actor | None, standing: Standing) -> Message | None:
    """Let those read all scores who judge the case, but not before their own are in (SC-09), and the auditor.

    Who does not score sees them when enough people handed in and nobody still has to: then nobody is swayed.
    """
    if refused := may_read_case(person, standing):
        return refused
    if refused := needs(person, *JUDGING, Role.AUDITOR):
        return refused
    if standing.own == "draft":
        return _("You see the scores of others when you handed in your own.")
    if standing.own != "submitted" and (standing.to_come or standing.handed_in < max(standing.needed, 1)):
        return _("The scores are shown when everybody handed in.")
    return None


def why_interest_stands_in_the_way(*, declared: bool | None) -> Message | None:
    """Say why somebody may not look: nothing declared yet, or an interest declared."""
    if declared is None:
        return _("First declare whether you have an interest in this case.")
    if declared:
        return _("You declared an interest in this case. Somebody else assesses it. Ask your coordinator.")
    return None


def may_assess(person: Actor | None, _application: Any = None) -> Message | None:
    """Let assessors and case handlers in."""
    return needs(person, Role.ASSESSOR, Role.CASE_HANDLER)


def may_agree(person: Actor | None, application: Any, standing: Standing) -> Message | None:
    """Let those write agreed points who handed in scores of their own, and who handles the case (NB-13)."""
    if refused := may_assess(person):
        return refused
    if standing.own != "submitted" and (person is None or application.handler_id != person.id):
        return _("Somebody who scored writes this down, or the case handler of this case.")
    return None


def is_own_assessment(person: Actor | None, assessment: Any) -> Message | None:
    """Let a person write their own scores only."""
    if person is None or assessment.person_id != person.id:
        return _("These are the scores of somebody else.")
    return may_assess(person)


def may_handle_assessment(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let case handlers give cases out, hand scores back, and advise."""
    return needs(person, Role.CASE_HANDLER)
