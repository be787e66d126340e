"""The road of a grant as people walk it: they sign in, follow the links that stand on a page, and fill in its forms.

Nothing here calls an action. The fund is read in English and applicants write in Dutch, so both languages are walked.
"""

from tests.journeys.road.applicant import apply, own_grant, register, report, sign_up
from tests.journeys.road.fund import (
    accept,
    advise,
    assess,
    case_page,
    declare,
    propose,
    score,
    send_letter,
    settle,
    sign,
    take_up,
)
from tests.journeys.road.money import check_account, lines_of, pay_what_is_due, payments, prove, statement
from tests.journeys.road.pages import Road, attached, body, click, names, press, refused, subject, text, values

__all__ = [
    "Road",
    "accept",
    "advise",
    "apply",
    "assess",
    "attached",
    "body",
    "case_page",
    "check_account",
    "click",
    "declare",
    "lines_of",
    "names",
    "own_grant",
    "pay_what_is_due",
    "payments",
    "press",
    "propose",
    "prove",
    "refused",
    "register",
    "report",
    "score",
    "send_letter",
    "settle",
    "sign",
    "sign_up",
    "statement",
    "subject",
    "take_up",
    "text",
    "values",
]
