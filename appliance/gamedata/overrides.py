"""Where the databases keep their own records of a client table, and which column is which field.

Master's hotfixes database has a table for each DB2 file, named in snake case, with a column for
each value: arrays as Name1, Name2, … or NameX, NameY. Columns are matched to fields by name and
never by place: file and table may be of different builds. `_RENAMED` has what the server calls
otherwise than the definitions do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from appliance.clientdata.definitions import Layouts
from appliance.clientdata.interface import Field, Table
from appliance.clientdata.layout import Layout
from appliance.database.interface import Database
from appliance.gamedata.dbc_tables import DBC_TABLES
from appliance.gamedata.realm import Branch, Realm

BUILD = "VerifiedBuild"
_LETTERS = "xyzw"
_RENAMED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "chrclasses": {"field90134490018": ("charstartkitunknown901",)},
    "chrraces": {
        "field91038312030": ("unknown91011", "unknown91012", "unknown91013"),
        "field91038312031": ("unknown91021", "unknown91022", "unknown91023"),
    },
    "contenttuning": {
        "minlevelsquish": ("minlevel",),
        "maxlevelsquish": ("maxlevel",),
        "minlevelscalingoffset": ("minleveltype",),
        "maxlevelscalingoffset": ("maxleveltype",),
        "allowedminoffset": ("targetleveldelta",),
        "allowedmaxoffset": ("targetlevelmaxdelta",),
        "lfgminlevel": ("targetlevelmin",),
        "lfgmaxlevel": ("targetlevelmax",),
        "ilevel": ("minitemlevel",),
    },
    "friendshipreputation": {"standingchangedtext": ("standingchanged",)},
    "itemsparse": {
        "oppositefactionitemid": ("factionrelated",),
        "damagetype": ("damagedamagetype",),
    },
    "specsetmember": {"specset": ("specsetid",)},
    "skillline": {"neutraldisplayname": ("overridesourceinfodisplayname",)},
    "spelleffect": {"effectbasepointsf": ("effectbasepoints",)},
    "spellitemenchantment": {
        "itemlevelmin": ("minitemlevel",),
        "itemlevelmax": ("maxitemlevel",),
    },
    "uimapassignment": {
        "region": tuple(f"region{corner}{axis}" for corner in "12" for axis in "xyz")
    },
}
"""Table, field: columns; all in lower case without underscores."""


@dataclass(frozen=True, slots=True)
class Override:
    """A database's records of one client table.

    `columns` names a column for each place of a field, None where there is none; `texts` are the
    columns of the table's translations by field.
    """

    database: Database
    name: str
    table: str
    key: str
    fields: tuple[Field, ...]
    columns: Mapping[str, tuple[str | None, ...]]
    texts: Mapping[str, str] | None = None
    whole: bool = False
    """What has no column is 0, whatever the file says."""

    @property
    def hotfixed(self) -> bool:
        """Whether rows belong to builds, and hotfix_data may remove records."""
        return self.key == "ID" and not self.whole

    def blank(self) -> dict[str, Any]:
        """A record of nothing."""
        return {field.name: empty(field) for field in self.fields}


def empty(field: Field) -> Any:
    """What a field holds when nobody says."""
    value = {"int": 0, "float": 0.0, "string": ""}[field.kind]
    return value if field.count == 1 else (value,) * field.count


def override_of(realm: Realm, name: str, file: Table | None) -> Override | None:
    """Where the realm's databases have records of a client table; None: nowhere.

    Args:
        file: the table's file, which knows the fields; without one they are those of the
            definition that fits the columns best.
    """
    if realm.branch is Branch.WRATH:
        return _dbc(realm, name, file)
    return _hotfix(realm, name, file)


def _dbc(realm: Realm, name: str, file: Table | None) -> Override | None:
    known = DBC_TABLES.get(name.lower())
    if known is None or not realm.schema.has(known.table, known.key):
        return None
    layout = _own_layouts().wrath(name)
    fields = _merged(file.fields if file is not None else (), _fields(layout))
    columns = {}
    for field in fields:
        given = known.columns.get(field.name, ())
        present = [column if realm.schema.has(known.table, column) else None for column in given]
        columns[field.name] = tuple((*present, *[None] * field.count)[: field.count])
    return Override(
        realm.world, layout.table if layout else name, known.table, known.key, fields, columns,
        whole=True,
    )  # fmt: skip


def _hotfix(realm: Realm, name: str, file: Table | None) -> Override | None:
    plain, tables = _plain(name), realm.schema.hotfix_tables
    table = next((table for table in tables if _plain(table) == plain), None)
    if realm.hotfixes is None or table is None or not {"ID", BUILD} <= tables[table]:
        return None
    given = file.fields if file is not None else ()
    known = file is not None and bool(file.facts.layout)
    translations = tables.get(f"{table}_locale", frozenset())
    shape = _shape(file.name if file is not None else name, given, known, tables[table])
    if not any(any(places) for field, places in shape.columns.items() if field != "ID"):
        return None
    texts = _texts(shape.fields, translations)
    return Override(realm.hotfixes, shape.name, table, "ID", shape.fields, shape.columns, texts)


class _Shape(NamedTuple):
    name: str
    fields: tuple[Field, ...]
    columns: Mapping[str, tuple[str | None, ...]]


@lru_cache(maxsize=1024)
def _shape(name: str, given: tuple[Field, ...], known: bool, columns: frozenset[str]) -> _Shape:
    """The fields of a table of hotfixes and their columns.

    Args:
        given: the fields of the file.
        known: whether they are all that the table has.
    """
    own = columns - {BUILD}
    fields = given
    if not known:
        layout = _best(_own_layouts().every(name), own)
        name = layout.table if layout is not None else name
        fields = _merged(given, _fields(layout)) or _raw(own)
    return _Shape(name, fields, by_name(fields, own, _plain(name)))


def by_name(
    fields: Sequence[Field], columns: frozenset[str], table: str = ""
) -> dict[str, tuple[str | None, ...]]:
    """The column of each place of each field, None where the table has none."""
    known = {_plain(column): column for column in columns}
    renamed = _RENAMED.get(table, {})
    found: dict[str, tuple[str | None, ...]] = {}
    for field in fields:
        name = _plain(field.name)
        spellings: list[tuple[str, ...]] = [(name,)]
        if field.count > 1:
            numbered = tuple(f"{name}{place + 1}" for place in range(field.count))
            spellings = [numbered, tuple(name + letter for letter in _LETTERS[: field.count])]
        spellings.append(renamed.get(name, ()))
        fitting = next((names for names in spellings if _fits(names, field, known)), spellings[0])
        found[field.name] = tuple(known.get(column) for column in fitting)
    return found


def _fits(names: tuple[str, ...], field: Field, known: Mapping[str, str]) -> bool:
    return len(names) == field.count and names[0] in known


def _texts(fields: Sequence[Field], columns: frozenset[str]) -> Mapping[str, str] | None:
    known = {_plain(column): column for column in columns}
    found = {
        field.name: known[f"{_plain(field.name)}lang"]
        for field in fields
        if field.kind == "string" and f"{_plain(field.name)}lang" in known
    }
    return found if found and {"ID", "locale", BUILD} <= columns else None


def _best(layouts: Sequence[Layout], columns: frozenset[str]) -> Layout | None:
    """The layout whose fields fit the columns: by name, then by number; the newest of equals."""

    def fit(layout: Layout) -> tuple[int, bool]:
        found = by_name(_fields(layout), columns, _plain(layout.table))
        places = [column for columns in found.values() for column in columns]
        return sum(column is not None for column in places), len(places) == len(columns)

    return max(reversed(layouts), key=fit, default=None)


def _fields(layout: Layout | None) -> tuple[Field, ...]:
    if layout is None:
        return ()
    return tuple(
        Field("ID" if field.role.identifies else field.name, field.kind, field.count, field.signed)
        for field in layout.fields
    )


def _merged(first: Sequence[Field], second: Sequence[Field]) -> tuple[Field, ...]:
    have = {field.name for field in first}
    return (*first, *(field for field in second if field.name not in have))


def _raw(columns: frozenset[str]) -> tuple[Field, ...]:
    """The columns themselves, where no definition is at hand; texts are not told from numbers."""
    return (Field("ID", "int"), *(Field(name, "int") for name in sorted(columns - {"ID"})))


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


@cache
def _own_layouts() -> Layouts:
    return Layouts()
