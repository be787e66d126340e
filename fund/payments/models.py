"""What is paid: the plan of instalments, the runs, the orders in a bank file, and what the bank says back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.awards.models import Award, Obligation
from fund.core.append_only import AppendOnly
from fund.core.calendar import local_day
from fund.core.db import Cents, Id, Key, Line, Model, Moment, Sha256, Word
from fund.documents.models import Document
from fund.payments.rules.matching import Verdict
from fund.payments.workflow import InstalmentState, MatchState, OrderState, RecoveryState, RunState
from fund.people.models import BankAccount, Person


class Instalment(Model):
    """A payment that was promised: due on a day, after an obligation is met, or at settlement (F61)."""

    __tablename__ = "instalment"
    __table_args__ = (
        UniqueConstraint("award_id", "position"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        Index("ix_instalment_state_due_on", "state", "due_on"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    position: Mapped[int]
    state: Mapped[InstalmentState] = mapped_column(default=InstalmentState.PLANNED)
    amount: Mapped[Cents]
    due_on: Mapped[date | None]
    obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligation.id"))
    at_settlement: Mapped[bool] = mapped_column(default=False)

    award: Mapped[Award] = relationship()
    obligation: Mapped[Obligation | None] = relationship()

    @property
    def case_id(self) -> int:
        """The case."""
        return self.award.application_id


class PaymentRun(Model):
    """A set of payments that one person makes and another releases; then its bank file exists, once (F62, P2)."""

    __tablename__ = "payment_run"
    __table_args__ = (
        CheckConstraint("released_by_id IS NULL OR released_by_id <> made_by_id", name="released_by_another"),
        CheckConstraint("(state IN ('released', 'settled')) = (released_at IS NOT NULL)", name="released_has_a_moment"),
        Index("ix_payment_run_made_at_id", "made_at", "id"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """`2026-0023`."""
    state: Mapped[RunState] = mapped_column(default=RunState.AWAITING_RELEASE)
    made_at: Mapped[Moment]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    execute_on: Mapped[date]
    """A TARGET day (PM-04)."""
    payer_name: Mapped[str] = mapped_column(String(70))
    payer_iban: Mapped[str] = mapped_column(String(34))
    payer_bic: Mapped[str] = mapped_column(String(11), default="")
    content_hash: Mapped[Sha256]
    """Of every order: case, amount, IBAN, holder; what is released must still be this."""
    idempotency_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    released_at: Mapped[Moment | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_back_reason: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    released_by: Mapped[Person | None] = relationship(foreign_keys=[released_by_id])
    file: Mapped[Document | None] = relationship()
    orders: Mapped[list[PaymentOrder]] = relationship(back_populates="run", order_by="PaymentOrder.position")


LIVE = "state IN ('proposed', 'instructed', 'paid')"
"""An instalment has one order at most that can pay it: the database itself refuses a second (P2)."""


class PaymentOrder(Model):
    """One payment in a run. `end_to_end_id` is unique for ever; a returned payment gets a new order."""

    __tablename__ = "payment_order"
    __table_args__ = (
        UniqueConstraint("run_id", "position"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("state <> 'paid' OR paid_on IS NOT NULL", name="paid_has_a_day"),
        CheckConstraint("(state = 'returned') = (returned_on IS NOT NULL)", name="returned_has_a_day"),
        Index(None, "instalment_id"),
        Index(
            "uq_payment_order_live", "instalment_id", unique=True, sqlite_where=text(LIVE), postgresql_where=text(LIVE)
        ),
        Index("ix_payment_order_state_run_id", "state", "run_id"),
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"))
    position: Mapped[int]
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"))
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"))
    state: Mapped[OrderState] = mapped_column(default=OrderState.PROPOSED)
    amount: Mapped[Cents]
    iban: Mapped[str] = mapped_column(String(34))
    holder: Mapped[str] = mapped_column(String(70))
    end_to_end_id: Mapped[str] = mapped_column(String(35), unique=True)
    remittance: Mapped[str] = mapped_column(String(140))
    paid_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    return_reason: Mapped[Word] = mapped_column(default="")
    """The code of the bank, such as AC01; `rules.matching.returned_because` says it in words."""

    run: Mapped[PaymentRun] = relationship(back_populates="orders")
    instalment: Mapped[Instalment] = relationship()
    bank_account: Mapped[BankAccount] = relationship()

    @property
    def released_on(self) -> date:
        """The day in Amsterdam on which the run was released; a bank cannot have paid before it."""
        return local_day(self.run.released_at) if self.run.released_at is not None else date.max

    @property
    def case_id(self) -> int:
        """The case."""
        return self.instalment.case_id


class Recovery(Model):
    """Money that is asked back, because more was paid than was determined (*terugvordering*, LC-66, LC-71e).

    What came in of it stands in the books: as long as something is left on the account of the case, it is open.
    """

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("(state = 'recovered') = (received_on IS NOT NULL)", name="recovered_has_a_day"),
        Index(None, "award_id"),
        Index("ix_recovery_state_due_on_id", "state", "due_on", "id"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """That of the decision by which it is asked back."""
    state: Mapped[RecoveryState] = mapped_column(default=RecoveryState.OPEN)
    amount: Mapped[Cents]
    claimed_on: Mapped[date]
    made_known_on: Mapped[date | None]
    """From this day the term runs (LC-62); none while the letter must still be posted."""
    due_on: Mapped[date]
    """The last day to pay; counted from the decision while it is not made known."""
    received_on: Mapped[date | None]
    """The day on which the last of it came in."""

    award: Mapped[Award] = relationship()

    @property
    def case_id(self) -> int:
        """The case."""
        return self.award.application_id


class BankStatement(Model):
    """A camt.053 statement that was read in; the same one is never read twice (PM-06)."""

    __tablename__ = "bank_statement"
    __table_args__ = (UniqueConstraint("iban", "statement_id"), Index("ix_bank_statement_read_at_id", "read_at", "id"))

    id: Mapped[Id]
    key: Mapped[Key]
    iban: Mapped[str] = mapped_column(String(34))
    statement_id: Mapped[Word]
    message_id: Mapped[Word] = mapped_column(default="")
    opening_balance: Mapped[Cents]
    closing_balance: Mapped[Cents]
    from_on: Mapped[date | None]
    until_on: Mapped[date]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The file as the bank sent it; one file may hold several statements."""
    read_at: Mapped[Moment]
    read_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    document: Mapped[Document | None] = relationship()
    read_by: Mapped[Person] = relationship()
    entries: Mapped[list[BankEntry]] = relationship(back_populates="statement", order_by="BankEntry.position")


class BankEntry(AppendOnly, Model):
    """One line of a statement, in cents; negative is money that left."""

    __tablename__ = "bank_entry"
    __table_args__ = (UniqueConstraint("statement_id", "position"), Index(None, "end_to_end_id"))

    id: Mapped[Id]
    key: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    position: Mapped[int]
    booked_on: Mapped[date]
    amount: Mapped[Cents]
    end_to_end_id: Mapped[str] = mapped_column(String(35), default="")
    counterparty: Mapped[Line] = mapped_column(default="")
    counterparty_iban: Mapped[str] = mapped_column(String(34), default="")
    return_reason: Mapped[Word] = mapped_column(default="")
    remittance: Mapped[Line] = mapped_column(default="")
    matched: Mapped[Verdict]
    why: Mapped[Word] = mapped_column(default="")
    """The code of what was seen; `rules.matching.WHY` says it in words."""
    order_id: Mapped[int | None] = mapped_column(ForeignKey("payment_order.id"))
    recovery_id: Mapped[int | None] = mapped_column(ForeignKey("recovery.id"))

    statement: Mapped[BankStatement] = relationship(back_populates="entries")
    order: Mapped[PaymentOrder | None] = relationship()
    recovery: Mapped[Recovery | None] = relationship()
    matches: Mapped[list[BankMatch]] = relationship(order_by="BankMatch.id", viewonly=True)

    @property
    def match(self) -> BankMatch | None:
        """What a person said about this line and nobody refused."""
        return next((each for each in self.matches if each.state is not MatchState.REFUSED), None)

    @property
    def verdict(self) -> Verdict:
        """What this line is: as two persons booked it, or else as it was read."""
        match = self.match
        return match.verdict if match is not None and match.state is MatchState.CONFIRMED else self.matched


NOT_REFUSED = "state IN ('proposed', 'confirmed')"
"""A line is booked by hand once: the database itself refuses a second proposal."""


class BankMatch(AppendOnly, Model):
    """What a bank line is that could not be booked by itself: proposed by one with a reason, confirmed by another.

    What was proposed never changes; a better proposal is a new row.
    """

    __tablename__ = "bank_match"
    __table_args__ = (
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_has_a_moment"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("state <> 'confirmed' OR decided_by_id <> proposed_by_id", name="confirmed_by_another"),
        Index(
            "uq_bank_match_live",
            "entry_id",
            unique=True,
            sqlite_where=text(NOT_REFUSED),
            postgresql_where=text(NOT_REFUSED),
        ),
        Index("ix_bank_match_entry_id", "entry_id"),
        Index("ix_bank_match_decided_at_id", "decided_at", "id"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("bank_entry.id"))
    state: Mapped[MatchState] = mapped_column(default=MatchState.PROPOSED)
    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[Moment]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refused_reason: Mapped[str] = mapped_column(Text, default="")
    recovery_id: Mapped[int | None] = mapped_column(ForeignKey("recovery.id"))

    entry: Mapped[BankEntry] = relationship()
    recovery: Mapped[Recovery | None] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    matched_orders: Mapped[list[MatchedOrder]] = relationship(order_by="MatchedOrder.order_id")

    @classmethod
    def settled(cls, record: Any) -> bool:
        """Whether it was confirmed or refused."""
        return bool(record.state is not MatchState.PROPOSED)

    @property
    def orders(self) -> list[PaymentOrder]:
        """The payments that the line is about."""
        return [each.order for each in self.matched_orders]


class MatchedOrder(AppendOnly, Model):
    """A payment that a proposed match is about."""

    __tablename__ = "matched_order"

    match_id: Mapped[int] = mapped_column(ForeignKey("bank_match.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("payment_order.id"), primary_key=True)

    order: Mapped[PaymentOrder] = relationship()
