"""Brings a database to the layout that this code reads; each step runs once, and all of them or none."""

from sqlalchemy import Connection, inspect, text

from pipeline.errors import NotReadyError

NEWEST = "0003"
_STEPS = "pipeline.store.ledger:migrations"
_LOCK = 0x6D697461  # any number, as long as all processes take the same


def migrate(connection: Connection) -> None:
    """Apply what is missing, within the transaction of `connection`.

    Raises NotReadyError when a newer mitag made the database.
    """
    if layout_of(connection) == NEWEST:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if layout_of(connection) == NEWEST:  # another process was faster
        return
    _upgrade(connection)


def layout_of(connection: Connection) -> str | None:
    """The layout that a database has, or None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    # Alembic takes a while to load, so it is only asked when there is something to do.
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", _STEPS)
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    layout = layout_of(connection)
    if layout is not None and layout not in {each.revision for each in scripts.walk_revisions()}:
        raise NotReadyError(
            f"the store has layout {layout}, this version of mitag knows {NEWEST} and older", remedy="update mitag"
        )
    context = MigrationContext.configure(connection)
    missing = [*scripts.iterate_revisions(NEWEST, layout or "base")]
    with Operations.context(context):
        for step in reversed(missing):
            step.module.upgrade()
        context.stamp(scripts, NEWEST)
