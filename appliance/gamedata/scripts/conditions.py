"""The `conditions` table in words.

Rows of one source and one ElseGroup must all hold; it is enough that one ElseGroup does. A row may
point to a reference, a list of conditions of its own, which may again point to others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from appliance.gamedata.lookup import CHUNK
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts.wording import phrase
from appliance.gamedata.scripts.wording_terms import Terms

ROWS = """
SELECT SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup,
  ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3,
  NegativeCondition, ScriptName, {text}
FROM conditions WHERE {where}
ORDER BY SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup,
  ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3
"""
BY_GROUP = "SourceTypeOrReferenceId = %s AND SourceGroup IN ({ids})"
BY_ENTRY = "SourceTypeOrReferenceId = %s AND SourceEntry IN ({ids})"
REFERENCES = "SourceTypeOrReferenceId IN ({ids})"

_BY_GROUP_TYPES = frozenset({*range(1, 13), 14, 15, 18, 21, 23, 26, 28, 31, 36})
"""Source types whose group is the owner (loot template, menu, vendor …); of others the entry is."""
SMART_EVENT = 22
"""The only source type whose rows SourceId tells apart (it is the script's source type)."""
_MAX_NESTING = 8
_MOST_REFERENCES = 100
"""References spelt out for one source: those that all point to each other grow without end."""


class ConditionSource(NamedTuple):
    """What a condition is about.

    type: CONDITION_SOURCE_TYPE_*; group, entry: SourceGroup and SourceEntry, whose meaning depends
    on the type (loot: template and item). id: SourceId, used by SMART_EVENT alone.
    """

    type: int
    group: int
    entry: int
    id: int = 0


class _Row(NamedTuple):
    source_type: int
    group: int
    entry: int
    id: int
    else_group: int
    type: int
    target: int
    value1: int
    value2: int
    value3: int
    negative: int
    script: str | None
    text: str | None

    @property
    def source(self) -> ConditionSource:
        return ConditionSource(
            self.source_type,
            self.group,
            self.entry,
            self.id if self.source_type == SMART_EVENT else 0,
        )


async def explain(
    realm: Realm, sources: Collection[ConditionSource], locale: str
) -> dict[ConditionSource, list[str]]:
    """What must hold for each source; sources without conditions are missing in the answer.

    Each string is one alternative (one ElseGroup): a sentence whose parts must all hold.
    """
    if not sources or not realm.schema.has("conditions"):
        return {}
    by_source: dict[ConditionSource, list[_Row]] = defaultdict(list)
    wanted = frozenset(sources)
    for row in await _rows(realm, wanted):
        if row.source in wanted:
            by_source[row.source].append(row)
    references = await _references(realm, [row for rows in by_source.values() for row in rows])
    speech = _Speech(Terms(realm, locale), references)
    for source, rows in by_source.items():
        speech.alternatives(rows, source.type)
    await speech.terms.learn()
    return {source: speech.alternatives(rows, source.type) for source, rows in by_source.items()}


async def _rows(realm: Realm, sources: frozenset[ConditionSource]) -> list[_Row]:
    """The rows of the sources, and some more of the same owners."""
    owners: dict[int, set[int]] = defaultdict(set)
    for source in sources:
        by_group = source.type in _BY_GROUP_TYPES
        owners[source.type].add(source.group if by_group else source.entry)
    found: list[_Row] = []
    for number, members in sorted(owners.items()):
        where = BY_GROUP if number in _BY_GROUP_TYPES else BY_ENTRY
        found += await _fetch(realm, where, sorted(members), number)
    return found


async def _references(realm: Realm, rows: Sequence[_Row]) -> dict[int, list[_Row]]:
    """The rows of every reference that the rows lead to, by its (negative) number."""
    found: dict[int, list[_Row]] = {}
    pending = _referred(rows)
    while pending:
        more = await _fetch(realm, REFERENCES, sorted(pending))
        found |= {number: [] for number in pending}
        for row in more:
            found[row.source_type].append(row)
        pending = _referred(more) - found.keys()
    return found


def _referred(rows: Iterable[_Row]) -> set[int]:
    return {row.type for row in rows if row.type < 0}


async def _fetch(realm: Realm, where: str, ids: Sequence[int], *before: int) -> list[_Row]:
    """Rows whose id is in `ids`, which may be negative."""
    found: list[_Row] = []
    text = "ConditionStringValue1"
    rows = ROWS.replace("{where}", where).replace(
        "{text}", text if realm.schema.has("conditions", text) else "''"
    )
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        sql = rows.replace("{ids}", ",".join(["%s"] * len(chunk)))
        found += await realm.world.fetch(sql, [*before, *chunk], row=_Row)
    return found


class _Speech:
    """Turns rows into sentences; all it needs is fetched already."""

    def __init__(self, terms: Terms, references: Mapping[int, Sequence[_Row]]) -> None:
        self.terms = terms
        self._wordings = terms.wordings
        self._references = references
        self._left = 0

    def alternatives(
        self, rows: Sequence[_Row], source_type: int, path: tuple[int, ...] = ()
    ) -> list[str]:
        """One sentence for each ElseGroup. `path` are the references that lead here."""
        if not path:
            self._left = _MOST_REFERENCES
        groups: dict[int, list[str]] = defaultdict(list)
        for row in rows:
            if row.type < 0:
                said = self._reference(row.type, source_type, path)
            else:
                said = self._condition(row, source_type)
            if said not in groups[row.else_group]:
                groups[row.else_group].append(said)
        sentences = [" and ".join(parts) for _, parts in sorted(groups.items())]
        return list(dict.fromkeys(sentences))

    def _reference(self, number: int, source_type: int, path: tuple[int, ...]) -> str:
        """A list of conditions that others point to; NegativeCondition does not count on it."""
        if number in path or len(path) >= _MAX_NESTING:
            return f"condition reference {-number} (which leads back to itself)"
        rows = self._references.get(number)
        if not rows:
            return f"condition reference {-number} (which has no rows)"
        if not self._left:
            return f"condition reference {-number}"
        self._left -= 1
        found = self.alternatives(rows, source_type, (*path, number))
        return found[0] if len(found) == 1 else f"({' or '.join(found)})"

    def _condition(self, row: _Row, source_type: int) -> str:
        values = (row.value1, row.value2, row.value3)
        said = self._wordings.conditions.get(row.type)
        who = self._wordings.subject(source_type, row.target)
        if said is None:
            unknown = self.terms.unknown("condition", "ConditionTypes", row.type, values, "value")
            text = f"{who}: {'not ' if row.negative else ''}{unknown}"
        else:
            verb = self._wordings.opposites[said.verb] if row.negative else said.verb
            about = phrase(said.subject, values, self.terms) or who
            text = f"{about} {verb} {phrase(said.rest, values, self.terms)}"
        if row.text:
            text += f" “{row.text}”"
        return f"{text} and script {row.script} agrees" if row.script else text
