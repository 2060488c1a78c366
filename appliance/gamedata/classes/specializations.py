"""Specializations of a class: talent trees on 3.3.5, ChrSpecialization on master."""

from __future__ import annotations

from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.errors import NotFound
from appliance.gamedata import client
from appliance.gamedata.classes import optional
from appliance.gamedata.realm import Branch, Realm

COMBINATIONS = """
SELECT race FROM playercreateinfo WHERE class = %s GROUP BY race ORDER BY race LIMIT 1000
"""
ROLES = {0: "tank", 1: "healer", 2: "damage"}
"""ChrSpecialization.Role."""


class PlayerClass(NamedTuple):
    """A class of players; None where ChrClasses is not there."""

    id: int
    name: str | None
    power: int | None
    spell_family: int | None
    expansion: int | None
    races: list[int]


class Specialization(NamedTuple):
    """A specialization: TalentTab (3.3.5) or ChrSpecialization (master).

    role, primary_stat, masteries: master only. talents: how many its tree has (3.3.5).
    """

    id: int
    class_id: int
    name: str
    order: int
    description: str = ""
    role: int | None = None
    primary_stat: str | None = None
    masteries: tuple[int, ...] = ()
    flags: int = 0
    icon: int = 0
    talents: int | None = None


def primary_stat(priority: int) -> str:
    """The attribute a specialization lives on.

    Source: Player::GetPrimaryStat (master), StatSystem.cpp.
    """
    if priority >= 4:
        return "strength"
    return "agility" if priority >= 2 else "intellect"


def main_table(branch: Branch) -> str:
    """The client table of specializations."""
    return "TalentTab" if branch is Branch.WRATH else "ChrSpecialization"


async def player_class(realm: Realm, class_id: int, locale: str) -> PlayerClass:
    """A class and the races that can have it."""
    races = await realm.world.fetch(COMBINATIONS, [class_id], row=int)
    rows = await optional.records(realm, "ChrClasses", [class_id], locale)
    row = rows.get(class_id, {})
    return PlayerClass(
        class_id,
        row.get("Name"),
        row.get("DisplayPower"),
        row.get("SpellClassSet"),
        row.get("RequiredExpansion"),
        races,
    )


async def of_class(realm: Realm, class_id: int, locale: str) -> list[Specialization]:
    """The specializations of a class, in their order.

    Raises:
        Unavailable: the client table of specializations is not there.
    """
    table = main_table(realm.branch)
    if realm.branch is Branch.MASTER:
        rows = await client.find(realm, table, "ClassID", [class_id], locale)
        found = [_master(row) for row in rows]
    else:
        masks = await client.scan(realm, table, ["ClassMask"])
        ids = [number for number, mask in masks if mask >> (class_id - 1) & 1]
        tabs = await client.records(realm, table, ids, locale) if ids else {}
        counts: dict[int, int] = dict.fromkeys(ids, 0)
        talents = await optional.find(realm, "Talent", "TabID", ids)
        for talent in talents:
            counts[talent["TabID"]] += 1
        found = [_wrath(row, counts[number] or None) for number, row in tabs.items()]
    return sorted(found, key=lambda one: (one.order, one.id))


async def get(realm: Realm, number: int, locale: str) -> Specialization:
    """One specialization of players (pets have some too, which have no class).

    Raises:
        NotFound: there is none with this id.
        Unavailable: the client table of specializations is not there.
    """
    table = main_table(realm.branch)
    row = await client.record(realm, table, number, locale)
    found = None
    if row is not None:
        found = _wrath(row, None) if realm.branch is Branch.WRATH else _master(row)
    if found is None or not found.class_id:
        raise NotFound(
            f"there is no specialization {number} of players ({table})",
            hint="get-class-specializations lists those of a class",
        )
    return found


def _wrath(row: Record, talents: int | None) -> Specialization:
    return Specialization(
        row["ID"],
        row["ClassMask"].bit_length() if row["ClassMask"] > 0 else 0,
        row["Name"],
        row["OrderIndex"],
        icon=row.get("SpellIconID", 0),
        talents=talents,
    )


def _master(row: Record) -> Specialization:
    return Specialization(
        row["ID"],
        row["ClassID"],
        row["Name"],
        row["OrderIndex"],
        description=row.get("Description", ""),
        role=row["Role"],
        primary_stat=primary_stat(row["PrimaryStatPriority"]),
        masteries=tuple(spell for spell in row["MasterySpellID"] if spell),
        flags=row.get("Flags", 0),
        icon=row.get("SpellIconFileID", 0),
    )
