"""Run the migrations in the application's database; MIGRATION_STAGE=payments writes those of one package only."""

import os

from alembic import context
from flask import current_app

from fund.core.db import Base, UtcMoment, db


def render_item(kind, item, autogen_context):
    """Write our own types with their module, so that a migration can import them."""
    if kind == "type" and isinstance(item, UtcMoment):
        return "fund.core.db.UtcMoment()"
    return False


def of_stage(stage):
    """Include only the tables of one package, so that each stage has its own migration."""
    tables = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith(f"fund.{stage}")
    }
    return lambda item, name, kind, reflected, other: kind != "table" or name in tables


def run() -> None:
    """Run the migrations online."""
    stage = os.environ.get("MIGRATION_STAGE")
    engine = db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            include_object=of_stage(stage) if stage else None,
            compare_type=True,
            **{
                key: value
                for key, value in current_app.extensions["migrate"].configure_args.items()
                if key not in {"render_as_batch", "compare_type"}
            },
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()


run()
