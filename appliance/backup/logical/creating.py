"""Makes the objects of a schema again: tables first, and after the rows all that has code in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appliance.backup.logical.objects import (
    ROUTINES,
    ObjectKind,
    SchemaObject,
    disabled_event,
)
from appliance.database.interface import Engine
from appliance.database.session import Session, identifier
from appliance.errors import BackupError, DatabaseDenied, DatabaseError, QueryFailed

_MISSING_PART = frozenset({1054, 1146, 1305, 1356, 1630})
"""A view was made before what it is made of, or never can be."""
_BINLOG_TRUST = 1419
_PACKAGES = (ObjectKind.PACKAGE, ObjectKind.PACKAGE_BODY)


class Creator:
    """Runs the statements that make objects.

    Args:
        session: in the schema to restore into; it is left with any settings.
        collation: the schema's default; objects made under another one get it for that moment.
        scratch: events are made disabled, so that a proof runs nothing.
    """

    def __init__(self, session: Session, schema: str, collation: str, *, scratch: bool) -> None:
        self.notes: list[str] = []
        self._session = session
        self._schema = schema
        self._collation = collation
        self._scratch = scratch

    async def tables(self, tables: Iterable[SchemaObject]) -> None:
        """Make sequences and tables, empty, in place of what is there under their names.

        Raises:
            BackupError: the server refuses one.
        """
        await self._session.execute(b"SET NAMES utf8mb4, sql_mode='', foreign_key_checks=0")
        if self._session.engine is Engine.MARIADB:
            await self._session.execute(b"SET check_constraint_checks=0")
        for table in tables:
            await self._drop(table)
            await self._create(table)

    async def code(self, objects: Sequence[SchemaObject]) -> None:
        """Make routines, views, triggers and events.

        Raises:
            BackupError: the server refuses one that was whole when it was backed up.
        """
        for each in _of(objects, *ROUTINES):
            await self._renew(each)
        await self._views(_of(objects, ObjectKind.VIEW))
        for each in _of(objects, ObjectKind.TRIGGER, ObjectKind.EVENT):
            await self._renew(each)

    async def _views(self, views: Sequence[SchemaObject]) -> None:
        """Make views in the order they need each other: those that fail wait for the others."""
        waiting = list(views)
        while waiting:
            failed: list[tuple[SchemaObject, DatabaseError]] = []
            for view in waiting:
                try:
                    await self._renew(view)
                except QueryFailed as error:
                    if error.code not in _MISSING_PART:
                        raise _refused(view, error) from error
                    failed.append((view, error))
            if len(failed) == len(waiting):
                self._give_up(failed)
                return
            waiting = [view for view, _ in failed]

    def _give_up(self, failed: Sequence[tuple[SchemaObject, DatabaseError]]) -> None:
        for view, error in failed:
            if not view.broken:
                raise _refused(view, error) from error
            self.notes.append(f"view {view.name} was broken when it was backed up, and is left out")

    async def _renew(self, each: SchemaObject) -> None:
        if self._scratch:
            each = disabled_event(each)
        collation = each.creation.database_collation
        other = bool(collation) and collation != self._collation
        # MariaDB before 11 knows packages in the mode of Oracle only.
        mode = b"ORACLE" if each.kind in _PACKAGES else b""
        await self._session.execute(b"SET NAMES utf8mb4, sql_mode='%s'" % mode)
        await self._drop(each)
        if other:
            await self._collate(collation)
        await self._session.execute(each.creation.statement())
        try:
            await self._create(each)
        finally:
            if other:
                await self._collate(self._collation)

    async def _collate(self, collation: str) -> None:
        statement = f"ALTER DATABASE {identifier(self._schema)} COLLATE {collation}"
        await self._session.execute(statement.encode())

    async def _drop(self, each: SchemaObject) -> None:
        statement = f"DROP {each.kind.upper()} IF EXISTS {identifier(each.name)}"
        await self._session.execute(statement.encode())

    async def _create(self, each: SchemaObject) -> None:
        try:
            await self._session.execute(each.create)
        except DatabaseDenied as error:
            if not each.definer:
                raise _refused(each, error) from error
            await self._create_as_ours(each)
        except QueryFailed as error:
            if each.kind is ObjectKind.VIEW:
                raise
            raise _refused(each, error) from error

    async def _create_as_ours(self, each: SchemaObject) -> None:
        try:
            await self._session.execute(each.without_definer().create)
        except DatabaseError as error:
            raise _refused(each, error) from error
        self.notes.append(
            f"{each.kind} {each.name} now belongs to {self._session.account!r}: the account may "
            "not make objects of others"
        )


def _of(objects: Sequence[SchemaObject], *kinds: ObjectKind) -> list[SchemaObject]:
    return [each for each in objects if each.kind in kinds]


def _refused(each: SchemaObject, error: DatabaseError) -> BackupError:
    hint = ""
    if isinstance(error, QueryFailed) and error.code == _BINLOG_TRUST:
        hint = "SET GLOBAL log_bin_trust_function_creators=1, or restore with an account that may"
    elif isinstance(error, DatabaseDenied):
        hint = "GRANT ALL PRIVILEGES on the schema to restore into"
    return BackupError(f"{each.kind} {each.name} cannot be created: {error.message}", hint=hint)
