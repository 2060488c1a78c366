"""The spells a class can have, and where it has them from.

3.3.5: class skills (SkillLineAbility), class trainers (trainer_spell), talents. Master: the class
skill, specializations, talents (trait trees, or Talent before them) and PvP talents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.gamedata import client, names
from appliance.gamedata.classes import optional, trait_tables
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.spells.sides import mask

EVERYONE = 0
LESSONS = """
SELECT t.Requirement, s.SpellId, s.ReqLevel FROM trainer t
JOIN trainer_spell s ON s.TrainerId = t.Id
WHERE t.Type = 0 AND t.Requirement IN ({ids}) ORDER BY t.Requirement, s.SpellId, s.ReqLevel
"""
_LEARN_SPELL = 36
_EVERY_RACE = (1 << 64) - 1


class SpellSource(StrEnum):
    """How a class comes by a spell."""

    SKILL = "class skill"
    TRAINER = "class trainer"
    TALENT = "talent"
    SPECIALIZATION = "specialization"
    PVP_TALENT = "pvp talent"


@dataclass(frozen=True, slots=True)
class ClassSpell:
    """A spell a class can have.

    level: of the character, None where nothing says it. specializations: who has it (ids of
    ChrSpecialization), empty for the whole class. race_mask: 0 for all races.
    superseded_by: the next rank in the spell book, 0 for none.
    """

    id: int
    name: str | None
    level: int | None
    sources: tuple[SpellSource, ...]
    specializations: tuple[int, ...] = ()
    skill_line: int = 0
    race_mask: int = 0
    superseded_by: int = 0


@dataclass(slots=True)
class _Found:
    sources: set[SpellSource] = field(default_factory=set)
    specializations: set[int] = field(default_factory=set)
    everyone: bool = False
    level: int | None = None
    skill_line: int = 0
    race_mask: int = 0
    superseded_by: int = 0


_Book = defaultdict[int, _Found]


class _Lesson(NamedTuple):
    class_id: int
    spell: int
    level: int


class _Ability(NamedTuple):
    id: int
    line: int
    spell: int
    classes: int
    superseding: int
    races: int


async def spells_of_classes(
    realm: Realm, class_ids: Collection[int], locale: str = "enUS"
) -> dict[int, list[ClassSpell]]:
    """Every spell of some classes; the tables are read once for all of them.

    Raises:
        Unavailable: neither client tables nor trainers know any.
    """
    books: dict[int, _Book] = {class_id: defaultdict(_Found) for class_id in sorted(set(class_ids))}
    wrath = realm.branch is Branch.WRATH
    skills = await client.has(realm, "SkillLineAbility")
    if skills:
        await _skills(realm, books)
    if wrath:
        await _trainers(realm, books)
        await _talents_wrath(realm, books)
    else:
        await _specializations(realm, books)
        await _talents_master(realm, books)
    if not skills and not any(books.values()):
        raise Unavailable(
            realm.client.missing("SkillLineAbility"),
            hint="without it, and without class trainers, nothing says which spells a class has",
        )
    ids = {spell for book in books.values() for spell in book}
    known = await names.spell_names(realm, ids, locale)
    levels = await _levels(realm, ids)
    return {
        class_id: [_spell(number, book[number], known, levels) for number in sorted(book)]
        for class_id, book in books.items()
    }


def _spell(number: int, found: _Found, known: dict[int, str], levels: dict[int, int]) -> ClassSpell:
    return ClassSpell(
        id=number,
        name=known.get(number),
        level=found.level if found.level is not None else levels.get(number),
        sources=tuple(source for source in SpellSource if source in found.sources),
        specializations=() if found.everyone else tuple(sorted(found.specializations)),
        skill_line=found.skill_line,
        race_mask=found.race_mask,
        superseded_by=found.superseded_by,
    )


async def _skills(realm: Realm, books: dict[int, _Book]) -> None:
    """Abilities of class skills, and abilities limited to the class."""
    wrath = realm.branch is Branch.WRATH
    order = "SupercededBySpell" if wrath else "SupercedesSpell"
    limits = [
        name
        for name in ("RaceMask", "RaceMasks")
        if await optional.has(realm, "SkillLineAbility", name)
    ]
    fields = ("SkillLine", "Spell", "ClassMask", order, *limits[:1])
    found = await client.scan(realm, "SkillLineAbility", fields)
    rows = [
        _Ability(number, line, spell, classes, other, _races(*races))
        for number, line, spell, classes, other, *races in found
    ]
    lines = await _class_lines(realm)
    following = {row.superseding: row.spell for row in rows if row.superseding and not wrath}
    for row in rows:
        for class_id, book in books.items():
            bit = 1 << (class_id - 1)
            classes = row.classes if row.classes > 0 else lines.get(row.line, 0)
            if not classes & bit or not row.spell:
                continue
            own = book[row.spell]
            own.sources.add(SpellSource.SKILL)
            own.everyone = True
            own.skill_line = row.line
            own.race_mask = row.races
            own.superseded_by = row.superseding if wrath else following.get(row.spell, 0)


def _races(*limit: int | tuple[int, ...]) -> int:
    """A mask of races, which newer layouts keep in two words; 0 for all."""
    if not limit:
        return 0
    found = limit[0] if isinstance(limit[0], int) else mask(limit[0])
    return 0 if found < 0 or found == _EVERY_RACE else found


async def _class_lines(realm: Realm) -> dict[int, int]:
    """The classes (a mask) of each class skill, without the skills of pets."""
    categories = await optional.scan(realm, "SkillLine", ["CategoryID"])
    own = {number for number, category in categories if category == trait_tables.CLASS_SKILLS}
    families = await optional.scan(realm, "CreatureFamily", ["SkillLine"])
    own -= {line for _, lines in families for line in lines}
    masks: dict[int, int] = defaultdict(int)
    for row in await optional.find(realm, "SkillRaceClassInfo", "SkillID", own):
        masks[row["SkillID"]] |= max(0, row["ClassMask"])
    return masks


async def _trainers(realm: Realm, books: dict[int, _Book]) -> None:
    """What class trainers teach; a lesson may be a spell that teaches others."""
    if not realm.schema.has("trainer", "Requirement") or not realm.schema.has("trainer_spell"):
        return
    lessons = await fetch_by_ids(realm.world, LESSONS, books, row=_Lesson)
    rows = await optional.records(realm, "Spell", {lesson.spell for lesson in lessons})
    for lesson in lessons:
        row = rows.get(lesson.spell, {})
        taught = [
            trigger
            for effect, trigger in zip(
                row.get("Effect", ()), row.get("EffectTriggerSpell", ()), strict=False
            )
            if effect == _LEARN_SPELL and trigger
        ]
        for spell in taught or [lesson.spell]:
            found = books[lesson.class_id][spell]
            found.sources.add(SpellSource.TRAINER)
            found.everyone = True
            found.level = min(found.level or lesson.level, lesson.level)


async def _talents_wrath(realm: Realm, books: dict[int, _Book]) -> None:
    tabs = dict(await optional.scan(realm, "TalentTab", ["ClassMask"]))
    for _, tab, ranks in await optional.scan(realm, "Talent", ["TabID", "SpellRank"]):
        spells = [spell for spell in ranks if spell]
        for class_id, book in books.items():
            if tabs.get(tab, 0) >> (class_id - 1) & 1:
                _add(book, spells, SpellSource.TALENT)


async def _specializations(realm: Realm, books: dict[int, _Book]) -> None:
    """Spells of specializations, and their PvP talents."""
    specs = dict(await optional.scan(realm, "ChrSpecialization", ["ClassID"]))
    own = [number for number, class_id in specs.items() if class_id in books]
    for table, source in (
        ("SpecializationSpells", SpellSource.SPECIALIZATION),
        ("PvpTalent", SpellSource.PVP_TALENT),
    ):
        for row in await optional.find(realm, table, "SpecID", own):
            _add(books[specs[row["SpecID"]]], [row["SpellID"]], source, row["SpecID"])


async def _talents_master(realm: Realm, books: dict[int, _Book]) -> None:
    trees = await trait_tables.class_trees(realm, books)
    for class_id, ids in trees.items():
        for node in (await trait_tables.tree_of(realm, ids)).nodes.values() if ids else ():
            spells = [entry.spell for entry in node.entries]
            for spec in node.specializations or (EVERYONE,):
                _add(books[class_id], spells, SpellSource.TALENT, spec)
    if not any(trees.values()):
        for row in await optional.find(realm, "Talent", "ClassID", books):
            _add(books[row["ClassID"]], [row["SpellID"]], SpellSource.TALENT, row["SpecID"])


def _add(book: _Book, spells: Iterable[int], source: SpellSource, spec: int = EVERYONE) -> None:
    for spell in spells:
        if not spell:
            continue
        found = book[spell]
        found.sources.add(source)
        if spec:
            found.specializations.add(spec)
        else:
            found.everyone = True


async def _levels(realm: Realm, ids: Collection[int]) -> dict[int, int]:
    """The level of each spell, where it has one."""
    if realm.branch is Branch.WRATH:
        rows = await optional.records(realm, "Spell", ids)
        found = {number: row.get("SpellLevel", 0) for number, row in rows.items()}
    else:
        levels = await optional.find(realm, "SpellLevels", "SpellID", ids)
        ordered = sorted(levels, key=lambda row: -row["DifficultyID"])
        found = {row["SpellID"]: row["SpellLevel"] for row in ordered}
    return {number: level for number, level in found.items() if level}
