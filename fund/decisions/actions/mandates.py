"""Mandates: who may decide up to which amount, given and ended by an administrator, never for oneself (NB-10)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from fund.core import audit
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.decisions import policy, rules
from fund.decisions.models import Mandate
from fund.people.models import Person, RoleGrant
from fund.people.roles import Role


def give_mandate(
    person: Person, *, capacity: str, maximum_amount: int, valid_from: date, by: Person, valid_until: date | None = None
) -> Mandate:
    """Give a decision maker a mandate up to an amount in cents, from a day on; given twice alike, it is there once.

    Raises Forbidden for who may not, Refused with the field that must be mended.
    """
    if reason := policy.may_give_mandates(by):
        raise Forbidden(reason)
    if person.id == by.id:
        raise Refused(_("Nobody gives themselves a mandate. Ask another administrator."), field="person")
    if not any(grant.role is Role.DECISION_MAKER and _lasts_until(grant, valid_from) for grant in person.role_grants):
        raise Refused(_("%(name)s is not a decision maker. Give that role first.", name=person.name), field="person")
    if not capacity.strip():
        raise Refused(_("Write how this person signs, for example: head of the department."), field="capacity")
    if maximum_amount <= 0:
        raise Refused(_("Fill in an amount of more than zero."), field="maximum_amount")
    if reason := rules.why_not_until(valid_from, valid_until):
        raise Refused(reason, field="valid_until")
    terms = {
        "capacity": capacity.strip(),
        "maximum_amount": maximum_amount,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    given = db.session.scalars(select(Mandate).filter_by(person_id=person.id, **terms)).first()
    if given is not None:
        return given
    mandate = Mandate(person=person, **terms)
    db.session.add(mandate)
    audit.record("mandate.give", mandate, by=by, person=person.name, maximum=maximum_amount, valid_from=valid_from)
    return mandate


def _lasts_until(grant: RoleGrant, day: date) -> bool:
    return grant.until_on is None or grant.until_on >= day


def end_mandate(mandate: Mandate, *, until: date, by: Person) -> None:
    """Let `until` be the last day of a mandate; what was signed under it stays signed."""
    if reason := policy.may_give_mandates(by):
        raise Forbidden(reason)
    if reason := rules.why_not_until(mandate.valid_from, until):
        raise Refused(reason, field="until")
    db.session.refresh(mandate, attribute_names=["valid_until"], with_for_update={"of": Mandate})
    if mandate.valid_until is not None and mandate.valid_until <= until:
        return
    mandate.valid_until = until
    audit.record("mandate.end", mandate, by=by, person=mandate.person.name, until=until)
