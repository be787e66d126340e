"""Records that are written once: the unit of work, bulk statements and the database itself refuse to change them.

Three walls (P6): a changed or deleted object stops the flush, a bulk UPDATE or DELETE stops at execution, and triggers
made by the migrations refuse raw SQL (on PostgreSQL TRUNCATE too).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction


class AlteredRecordError(Exception):
    """Something tried to change what is written once; a correction is a new record."""


class AppendOnly:
    """Mix into a model whose rows never change after they are written."""

    written_later: ClassVar[frozenset[str]] = frozenset()
    """What may change at all while the record is open; empty where that is everything."""

    @classmethod
    def settled(cls, _record: Any) -> bool:
        """Whether this record is closed to changes; models may keep a row open until a fact closes it."""
        return True


@event.listens_for(Session, "before_flush")
def _refuse_changed_records(session: Session, _context: UOWTransaction, _instances: object) -> None:
    for record in session.deleted:
        if isinstance(record, AppendOnly):
            raise AlteredRecordError(f"{type(record).__name__} is never deleted")
    for record in session.dirty:
        changed = isinstance(record, AppendOnly) and session.is_modified(record, include_collections=False)
        if changed and (_reaches_further(record) or _was_settled(session, record)):
            raise AlteredRecordError(f"{type(record).__name__} is never changed")


def _reaches_further(record: AppendOnly) -> bool:
    """Tell whether something changed that is never written later."""
    if not record.written_later:
        return False
    return any(each.history.has_changes() for each in inspect(record).attrs if each.key not in record.written_later)


def _was_settled(session: Session, record: AppendOnly) -> bool:
    """Judge by what the database holds, not by what was just assigned; what is new there is open."""
    mapper = inspect(type(record))
    key = inspect(record, raiseerr=True).identity
    query = select(mapper.local_table).where(
        *(column == value for column, value in zip(mapper.primary_key, key, strict=True))
    )
    return type(record).settled(session.execute(query, execution_options={"autoflush": False}).one())


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_changes(execution: ORMExecuteState) -> None:
    if not (execution.is_update or execution.is_delete):
        return
    for mapper in execution.all_mappers:
        if issubclass(mapper.class_, AppendOnly):
            raise AlteredRecordError(f"{mapper.class_.__name__} is never changed in bulk")


def trigger_ddl(dialect: str, table: str, open_while: str = "") -> list[str]:
    """Write the statements that make the database refuse changes to `table`.

    `open_while` is a condition on OLD under which a row may still change, such as `OLD.sent_at IS NULL`.
    """
    unless = f" WHEN (NOT ({open_while}))" if open_while else ""
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [
            f"CREATE TRIGGER keep_{table}_update BEFORE UPDATE ON {table}{unless} {refuse}",
            f"CREATE TRIGGER keep_{table}_delete BEFORE DELETE ON {table} {refuse}",
        ]
    refuse = f"EXECUTE FUNCTION keep_{table}()"
    return [
        (
            f"CREATE OR REPLACE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        ),
        f"CREATE TRIGGER keep_{table}_update BEFORE UPDATE ON {table} FOR EACH ROW{unless} {refuse}",
        f"CREATE TRIGGER keep_{table}_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER keep_{table}_truncate BEFORE TRUNCATE ON {table} {refuse}",
    ]


def unchanged(*columns: str) -> str:
    """Write a condition for `open_while`: the row may still change, but not in these columns."""
    return " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)


def part_trigger_ddl(dialect: str, table: str, *, whole: str, closed: str) -> list[str]:
    """Write the statements that close the rows of `table` when the row of `whole` that they belong to is closed.

    `closed` is a condition on the columns of `whole`, such as `decided_on IS NOT NULL`; `table` names it in
    `<whole>_id`. From then on no row is added, changed or deleted; undone by `drop_part_trigger_ddl`.
    """
    found = f"EXISTS (SELECT 1 FROM {whole} WHERE id = %s.{whole}_id AND {closed})"  # noqa: S608 (our own names)
    old, new = found % "OLD", found % "NEW"
    shut = {"insert": new, "update": f"{old} OR {new}", "delete": old}
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER keep_{table}_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb, condition in shut.items()
        ]
    refuse = f"RAISE EXCEPTION '{table} is append-only';"
    asked = " ".join(f"IF TG_OP = '{verb.upper()}' THEN IF {shut[verb]} THEN {refuse} END IF; END IF;" for verb in shut)
    truncate = f"IF TG_OP = 'TRUNCATE' THEN {refuse} END IF;"
    answer = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    body = f"BEGIN {truncate} {asked} {answer} END"
    call = f"EXECUTE FUNCTION keep_{table}()"
    return [
        f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER keep_{table}_rows BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
        f"CREATE TRIGGER keep_{table}_truncate BEFORE TRUNCATE ON {table} {call}",
    ]


def drop_trigger_ddl(dialect: str, table: str, verbs: Sequence[str] = ("update", "delete")) -> list[str]:
    """Undo `trigger_ddl`."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER keep_{table}_{verb}" for verb in verbs]
    return [f"DROP FUNCTION keep_{table}() CASCADE"]


def drop_part_trigger_ddl(dialect: str, table: str) -> list[str]:
    """Undo `part_trigger_ddl`."""
    return drop_trigger_ddl(dialect, table, ("insert", "update", "delete"))
