"""Who may see what of a case: first the declaration, then the answers, then the scores."""

from __future__ import annotations

from types import SimpleNamespace as Shape

import pytest

from fund.assessment import policy
from fund.assessment.policy import JUDGING, Standing
from fund.people.roles import Role

OPEN = Standing(declared=False, own=None, handed_in=2, to_come=0)


def _person(*roles: Role) -> Shape:
    return Shape(id=1, name="P", roles=frozenset(roles), organisation_ids=frozenset(), signatory_ids=frozenset())


@pytest.mark.parametrize("role", Role)
def test_who_judges_declares_first_and_nobody_else(role: Role) -> None:
    undeclared = Standing(declared=None, own=None, handed_in=2, to_come=0)
    assert policy.must_declare(_person(role)) is (role in JUDGING)
    assert (policy.may_read_case(_person(role), undeclared) is not None) is (role in JUDGING)
    assert policy.may_read_case(_person(role), OPEN) is None


@pytest.mark.parametrize("role", sorted(JUDGING))
def test_a_second_role_is_no_way_round_the_declaration(role: Role) -> None:
    undeclared = Standing(declared=None, own=None, handed_in=2, to_come=0)
    assert policy.may_read_case(_person(role, Role.AUDITOR, Role.ADMINISTRATOR), undeclared) is not None


@pytest.mark.parametrize("role", sorted(JUDGING))
def test_an_interest_closes_the_case(role: Role) -> None:
    interested = Standing(declared=True, own=None, handed_in=2, to_come=0)
    assert policy.may_read_case(_person(role), interested) is not None
    assert policy.may_read_scores(_person(role), interested) is not None


def test_nobody_outside_the_fund_reads_a_case() -> None:
    assert policy.may_read_case(None, OPEN) is not None
    assert policy.may_read_case(_person(), OPEN) is not None
    assert policy.may_open_case(None) is not None
    assert policy.must_declare(None) is False


@pytest.mark.parametrize("role", Role)
def test_scores_are_for_who_judges_and_for_the_auditor(role: Role) -> None:
    assert (policy.may_read_scores(_person(role), OPEN) is None) is (role in set(JUDGING) | {Role.AUDITOR})


@pytest.mark.parametrize(
    ("own", "handed_in", "to_come", "open_"),
    [
        ("submitted", 1, 0, True),
        (None, 1, 0, False),  # one of two handed in and nobody else is asked yet: who reads could still be asked
        ("taken_off", 1, 0, False),
        ("draft", 1, 1, False),  # blind: not before their own are in
        ("submitted", 1, 1, True),
        ("submitted", 2, 0, True),
        (None, 1, 1, False),  # who does not score waits for everybody, or could still be asked to score
        (None, 0, 0, False),
        (None, 2, 0, True),
        ("withheld", 1, 1, False),
    ],
)
@pytest.mark.parametrize("role", [*sorted(JUDGING), Role.AUDITOR])
def test_scoring_is_blind(role: Role, own: str | None, handed_in: int, to_come: int, open_: bool) -> None:
    standing = Standing(declared=False, own=own, handed_in=handed_in, to_come=to_come, needed=2)
    assert (policy.may_read_scores(_person(role), standing) is None) is open_


def test_only_who_judges_can_declare() -> None:
    assert [role for role in Role if policy.may_declare(_person(role)) is None] == [
        role for role in Role if role in JUDGING
    ]


def test_scores_belong_to_one_person() -> None:
    own = Shape(person_id=1, application=None)
    assert policy.is_own_assessment(_person(Role.ASSESSOR), own) is None
    assert policy.is_own_assessment(_person(Role.ASSESSOR), Shape(person_id=2)) is not None
    assert policy.is_own_assessment(_person(Role.FINANCE), own) is not None
    assert policy.is_own_assessment(None, own) is not None


def test_only_case_handlers_give_cases_out_and_hand_back() -> None:
    assert [role for role in Role if policy.may_handle_assessment(_person(role)) is None] == [Role.CASE_HANDLER]
