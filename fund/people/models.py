"""Persons, organisations and what binds them; sign-ins; and duties: what a person did in a case."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.core import clock
from fund.core.append_only import AppendOnly
from fund.core.db import Id, Key, Line, Model, Moment, Sha256, Word
from fund.people.roles import Role
from fund.people.rules import LegalForm

__all__ = [
    "AttemptKind",
    "BankAccount",
    "Duty",
    "EmailPurpose",
    "EmailToken",
    "LegalForm",
    "Membership",
    "Organisation",
    "Person",
    "RoleGrant",
    "SignIn",
    "SignInAttempt",
]


class Person(Model):
    """Somebody with an account. E-mail addresses are kept in lower case."""

    __tablename__ = "person"

    id: Mapped[Id]
    key: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Line]
    job_title: Mapped[Line] = mapped_column(default="")
    phone: Mapped[Word] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="nl")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    confirmed_at: Mapped[Moment | None]
    created_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]

    role_grants: Mapped[list[RoleGrant]] = relationship(back_populates="person", order_by="RoleGrant.id")
    memberships: Mapped[list[Membership]] = relationship(back_populates="person", order_by="Membership.id")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that hold today."""
        day = clock.today()
        return frozenset(grant.role for grant in self.role_grants if grant.holds_on(day))

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Organisations this person writes for."""
        return frozenset(member.organisation_id for member in self.memberships if member.ended_at is None)

    @property
    def signatory_ids(self) -> frozenset[int]:
        """Organisations this person may commit."""
        return frozenset(
            member.organisation_id for member in self.memberships if member.ended_at is None and member.may_sign
        )


class RoleGrant(Model):
    """A role, from a day until a day (the last day included)."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "from_on"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="role_grants")

    def holds_on(self, day: date) -> bool:
        """Answer whether the role holds on `day`."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class Organisation(Model):
    """An organisation that applies. KvK and RSIN are strings: zeros in front count (§6)."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("legal_form <> 'sole_trader' OR rsin = ''", name="sole_trader_has_no_rsin"),
        CheckConstraint("length(kvk_number) = 8", name="kvk_has_eight_digits"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    name: Mapped[str] = mapped_column(String(300), index=True)
    name_lower: Mapped[str] = mapped_column(
        String(300), Computed("lower(name)", persisted=True), nullable=True, deferred=True
    )
    legal_form: Mapped[LegalForm]
    kvk_number: Mapped[str] = mapped_column(String(8), unique=True)
    rsin: Mapped[str] = mapped_column(String(9), default="")
    street: Mapped[Line] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(String(7), default="")
    town: Mapped[Word] = mapped_column(default="")
    phone: Mapped[Word] = mapped_column(default="")
    website: Mapped[Line] = mapped_column(default="")
    created_at: Mapped[Moment]

    memberships: Mapped[list[Membership]] = relationship(back_populates="organisation", order_by="Membership.id")
    bank_accounts: Mapped[list[BankAccount]] = relationship(
        back_populates="organisation", order_by="BankAccount.id.desc()"
    )


class Membership(Model):
    """A person acts for an organisation; `may_sign` lets them submit and change the bank account."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "organisation_id"), Index(None, "person_id"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    may_sign: Mapped[bool] = mapped_column(default=False)
    from_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")


class BankAccount(Model):
    """An account to pay to. The newest row is the account; another person checks what one entered (PM-08)."""

    __tablename__ = "bank_account"
    __table_args__ = (
        Index(None, "organisation_id"),
        CheckConstraint("(checked_at IS NULL) = (checked_by_id IS NULL)", name="checked_by_somebody"),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> entered_by_id", name="checked_by_another"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    iban: Mapped[str] = mapped_column(String(34), index=True)
    holder: Mapped[str] = mapped_column(String(70))
    entered_at: Mapped[Moment]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[Moment | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    organisation: Mapped[Organisation] = relationship(back_populates="bank_accounts")


class EmailPurpose(StrEnum):
    """What a link in a mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"


class EmailToken(Model):
    """A link sent by mail, good once and for a while; only its hash is kept."""

    __tablename__ = "email_token"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[EmailPurpose]
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]

    person: Mapped[Person] = relationship()


class SignIn(Model):
    """A sign-in, kept on the server: ending it ends every copy of the cookie."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    started_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]

    person: Mapped[Person] = relationship()


class AttemptKind(StrEnum):
    """What somebody without a sign-in tried."""

    SIGN_IN = "sign_in"
    MAIL = "mail"


class SignInAttempt(Model):
    """A try to sign in or a mail asked for, for throttling; the address is kept as a hash."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "email_hash", "at"), Index(None, "source", "at"))

    id: Mapped[Id]
    kind: Mapped[AttemptKind] = mapped_column(default=AttemptKind.SIGN_IN)
    email_hash: Mapped[Sha256]
    source: Mapped[Word]
    at: Mapped[Moment]
    succeeded: Mapped[bool]


class Duty(AppendOnly, Model):
    """What a person did in a case: the facts on which four eyes judges (NB-13). Never changed, never deleted."""

    __tablename__ = "duty"
    __table_args__ = (Index(None, "case_id", "person_id"),)

    id: Mapped[Id]
    case_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Word]
    at: Mapped[Moment]
