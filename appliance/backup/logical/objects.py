"""What a schema is made of besides rows, as statements that make it again. Pure.

`schema.ddl.frames` holds one object a frame, in the order of creation: sequences and tables,
routines, views, triggers, events. An object knows the settings its statement must run under,
because routines, triggers and events remember the sql_mode, character sets and time zone they were
created with.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from appliance.errors import BackupDamaged

_TOKEN = re.compile(rb"'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`\.?", re.DOTALL)
"""A text, or a quoted name with the point after it."""


_QUOTES = ("`", '"')
"""The second in what was made with the sql_mode ANSI_QUOTES."""


class ObjectKind(StrEnum):
    """Kinds of objects, in the order of creation."""

    SEQUENCE = "sequence"
    TABLE = "table"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    PACKAGE = "package"
    PACKAGE_BODY = "package body"
    VIEW = "view"
    TRIGGER = "trigger"
    EVENT = "event"


ROUTINES = (
    ObjectKind.FUNCTION,
    ObjectKind.PROCEDURE,
    ObjectKind.PACKAGE,
    ObjectKind.PACKAGE_BODY,
)


@dataclass(frozen=True, slots=True)
class Creation:
    """Settings of the session in which an object was created."""

    sql_mode: str = ""
    client: str = "utf8mb4"
    connection_collation: str = ""
    database_collation: str = ""
    time_zone: str = "+00:00"

    def statement(self) -> bytes:
        """The SET that brings a session there."""
        values = [
            f"sql_mode='{self.sql_mode}'",
            f"time_zone='{self.time_zone}'",
            f"character_set_client={self.client}",
        ]
        if self.connection_collation:
            values.append(f"collation_connection={self.connection_collation}")
        return ("SET " + ", ".join(values)).encode()


@dataclass(frozen=True, slots=True)
class SchemaObject:
    """One object.

    Attributes:
        create: the statement, byte for byte as the server shows it.
        table: of a trigger, its table.
        definer: the DEFINER clause inside `create`, with the space after it; empty where none is.
        names_schema: the statement seems to name its own schema, so it will not follow it into
            another one.
        broken: a view that refers to something that is not there.
    """

    kind: ObjectKind
    name: str
    create: bytes
    table: str = ""
    definer: bytes = b""
    creation: Creation = Creation()
    names_schema: bool = False
    broken: bool = False

    def without_definer(self) -> SchemaObject:
        """The same object, belonging to whoever creates it."""
        return replace(self, create=self.create.replace(self.definer, b"", 1), definer=b"")

    def encode(self) -> bytes:
        """As one frame: JSON, bytes that are no UTF-8 as lone surrogates."""
        fields = asdict(self)
        for name in ("create", "definer"):
            fields[name] = fields[name].decode("utf-8", "surrogateescape")
        return json.dumps(fields).encode()


def decode_object(frame: bytes) -> SchemaObject:
    """The object in one frame.

    Raises:
        BackupDamaged: it holds something else.
    """
    try:
        fields = json.loads(frame)
        for name in ("create", "definer"):
            fields[name] = fields[name].encode("utf-8", "surrogateescape")
        fields["kind"] = ObjectKind(fields["kind"])
        fields["creation"] = Creation(**fields["creation"])
        return SchemaObject(**fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged("a frame of the schema is not an object") from error


def definer_clause(create: bytes, account: str) -> bytes:
    """How `create` names its owner, `user@host` of information_schema; empty when it does not."""
    user, _, host = account.rpartition("@")
    parts = (user, host) if user else (host,)  # a role of MariaDB has no host
    for quote in _QUOTES:
        clause = "DEFINER=" + "@".join(_quoted(part, quote) for part in parts) + " "
        if clause.encode() in create:
            return clause.encode()
    return b""


def _quoted(name: str, quote: str) -> str:
    return quote + name.replace(quote, quote * 2) + quote


def unqualified_view(create: bytes, schema: str) -> bytes:
    """The text of a view without the name of its own schema, so that it can be made in another.

    The server shows a view in its own words, in which names stand in backticks: so a name before a
    point is told from the same letters in a text. MariaDB names the schema where it cannot resolve
    the view, for one when its definer is no account.
    """
    own = ("`" + schema.replace("`", "``") + "`.").encode()

    def replaced(found: re.Match[bytes]) -> bytes:
        inner = create[found.start() - 1 : found.start()] == b"."
        return b"" if found[0] == own and not inner else found[0]

    return _TOKEN.sub(replaced, create)


def disabled_event(event: SchemaObject) -> SchemaObject:
    """The same event, never run: another state in the canonical text of SHOW CREATE EVENT.

    Any other object is returned as it is.
    """
    if event.kind is not ObjectKind.EVENT:
        return event
    names = [(" EVENT " + _quoted(event.name, quote)).encode() for quote in _QUOTES]
    after_name = max(event.create.find(name) + len(name) for name in names if name in event.create)
    state = event.create.index(b"PRESERVE ", event.create.index(b" ON COMPLETION ", after_name))
    head, tail = event.create[: state + 9], event.create[state + 9 :]
    if not tail.startswith(b"ENABLE"):
        return event
    return replace(event, create=head + b"DISABLE" + tail.removeprefix(b"ENABLE"))
