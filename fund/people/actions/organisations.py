"""Organisations that apply: their registration, their bank account, and who acts for them."""

from __future__ import annotations

from fund.core import audit, clock
from fund.core.db import db, insert_once
from fund.core.errors import Forbidden, Invalid, Refused
from fund.core.i18n import Message, _
from fund.people import policy, queries
from fund.people.actions.accounts import INVITATION_LASTS, person_for, send_link
from fund.people.actions.post import tell
from fund.people.models import BankAccount, EmailPurpose, LegalForm, Membership, Organisation, Person
from fund.people.rules import rsin_problem


def register_organisation(
    *,
    name: str,
    legal_form: LegalForm,
    kvk_number: str,
    rsin: str = "",
    street: str = "",
    postcode: str = "",
    town: str = "",
    phone: str = "",
    website: str = "",
    by: Person,
) -> Organisation:
    """Register an organisation; who registers it may sign for it. Sent twice by the same person, it is one.

    Raises Invalid (field `rsin`) when the number does not go with the legal form, Refused (field `kvk_number`) when
    the organisation is known already, Forbidden for the people of the fund.
    """
    _insist(policy.may_register(by, None))
    if problem := rsin_problem(legal_form, rsin):
        raise Invalid(problem, "rsin")
    new = insert_once(
        Organisation,
        name=name,
        legal_form=legal_form,
        kvk_number=kvk_number,
        rsin=rsin,
        street=street,
        postcode=postcode,
        town=town,
        phone=phone,
        website=website,
        created_at=clock.now(),
    )
    organisation = queries.organisation_by_kvk(kvk_number)
    if new:
        audit.record("organisation.register", organisation, by=by, kvk_number=kvk_number, name=name)
        join(organisation, by, may_sign=True, by=by)
    elif organisation.id not in by.organisation_ids:
        sentence = _(
            "The organisation with KvK number %(number)s is known already. Ask a colleague who signs for it to invite "
            "you. Do you know nobody there? Call us.",
            number=kvk_number,
        )
        raise Refused(sentence, "kvk_number")
    return organisation


def change_organisation(
    organisation: Organisation,
    *,
    name: str,
    legal_form: LegalForm,
    rsin: str = "",
    street: str = "",
    postcode: str = "",
    town: str = "",
    phone: str = "",
    website: str = "",
    by: Person,
) -> None:
    """Change what we know of an organisation; the KvK number stays, because it says which organisation it is.

    Raises Forbidden when `by` may not sign for it, Invalid (field `rsin`) as `register_organisation` does.
    """
    _insist(policy.may_change(by, organisation))
    if problem := rsin_problem(legal_form, rsin):
        raise Invalid(problem, "rsin")
    wanted: dict[str, object] = {
        "name": name,
        "legal_form": legal_form,
        "rsin": rsin,
        "street": street,
        "postcode": postcode,
        "town": town,
        "phone": phone,
        "website": website,
    }
    before = {key: getattr(organisation, key) for key, value in wanted.items() if getattr(organisation, key) != value}
    if not before:
        return
    for key in before:
        setattr(organisation, key, wanted[key])
    audit.record("organisation.change", organisation, by=by, before=before, after={key: wanted[key] for key in before})


def enter_bank_account(organisation: Organisation, *, iban: str, holder: str, by: Person) -> BankAccount:
    """Enter the account to pay to: a new row, which somebody of the fund checks before money goes there (PM-08).

    Everybody else who may sign for the organisation is told by mail, so that a change cannot pass unseen (F64).
    Raises Forbidden when `by` may not sign. The account that is there already stays as it is.
    """
    _insist(policy.may_change(by, organisation))
    current = queries.bank_account(organisation.id)
    if current is not None and (current.iban, current.holder) == (iban, holder):
        return current
    account = BankAccount(
        organisation_id=organisation.id, iban=iban, holder=holder, entered_at=clock.now(), entered_by_id=by.id
    )
    db.session.add(account)
    db.session.flush()
    audit.record("organisation.enter_bank_account", organisation, by=by, iban=iban, holder=holder)
    if current is not None:
        for person in queries.signatories(organisation.id):
            tell(
                person,
                "people/bank_account_changed",
                f"people/bank_account_changed:{account.key}:{person.id}",
                organisation=organisation.name,
                last_four=iban[-4:],
                by_name=by.name,
            )
    return account


def join(organisation: Organisation, person: Person, *, may_sign: bool, by: audit.Acting) -> Membership:
    """Let a person act for an organisation, without telling them by mail."""
    membership = Membership(
        person=person, organisation=organisation, may_sign=may_sign, from_at=clock.now(), ended_at=None
    )
    db.session.add(membership)
    audit.record(
        "organisation.add_member", organisation, by=by, person_id=person.id, name=person.name, may_sign=may_sign
    )
    return membership


def add_member(
    organisation: Organisation, *, name: str, email: str, may_sign: bool = False, language: str = "nl", by: Person
) -> Membership:
    """Invite a colleague: with an account they act for the organisation at once, without one after choosing a password.

    Raises Forbidden when `by` may not sign, Refused (field `email`) when they act for it already or work for the fund.
    """
    _insist(policy.may_change(by, organisation))
    person = person_for(name, email, language=language, by=by)
    if organisation.id in person.organisation_ids:
        raise Refused(_("%(name)s acts for this organisation already.", name=person.name), "email")
    if person.role_grants or person.ended_at is not None:
        raise Refused(_("This address cannot act for an organisation. Call us about it."), "email")
    membership = join(organisation, person, may_sign=may_sign, by=by)
    if person.confirmed_at is None:
        send_link(
            person,
            EmailPurpose.CONFIRM,
            "people/invitation",
            INVITATION_LASTS,
            organisation=organisation.name,
            by_name=by.name,
        )
    else:
        reason = f"people/added:{organisation.key}:{person.id}:{membership.from_at.isoformat()}"
        tell(person, "people/added", reason, organisation=organisation.name, by_name=by.name)
    return membership


def change_signing(membership: Membership, *, may_sign: bool, by: Person) -> None:
    """Let a colleague sign, or no longer; raises Refused when nobody would be left who may sign."""
    _insist(policy.may_change_member(by, membership))
    if membership.may_sign == may_sign:
        return
    if not may_sign:
        _keep_a_signatory(membership)
    membership.may_sign = may_sign
    audit.record(
        "organisation.change_signing",
        membership.organisation,
        by=by,
        person_id=membership.person_id,
        name=membership.person.name,
        may_sign=may_sign,
    )


def end_member(membership: Membership, *, by: Person) -> None:
    """Let a person no longer act for the organisation, from now on; raises Refused when nobody is left who may sign."""
    _insist(policy.may_change_member(by, membership))
    if membership.ended_at is not None:
        return
    if membership.may_sign:
        _keep_a_signatory(membership)
    membership.ended_at = clock.now()
    audit.record(
        "organisation.end_member",
        membership.organisation,
        by=by,
        person_id=membership.person_id,
        name=membership.person.name,
    )


def _keep_a_signatory(leaving: Membership) -> None:
    """Lock the organisation and look whether somebody else may sign: two who leave at once are not both let go."""
    db.session.refresh(leaving.organisation, attribute_names=["id"], with_for_update=True)
    others = [person for person in queries.signatories(leaving.organisation_id) if person.id != leaving.person_id]
    if not others:
        raise Refused(
            _(
                "Somebody must be able to sign for %(organisation)s. Let a colleague sign first.",
                organisation=leaving.organisation.name,
            )
        )


def _insist(refusal: Message | None) -> None:
    if refusal is not None:
        raise Forbidden(refusal)
