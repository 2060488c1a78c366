"""PvP talents of master: PvpTalent, the slots they fit and the levels of the slots."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata import client
from appliance.gamedata.classes import optional
from appliance.gamedata.classes.talents import DEATH_KNIGHT, DEMON_HUNTER
from appliance.gamedata.realm import Realm

_LEVELS = {DEATH_KNIGHT: "DeathKnightLevelRequired", DEMON_HUNTER: "DemonHunterLevelRequired"}


class PvpTalent(NamedTuple):
    """A talent; slots: in which it may be put, empty where nothing says so."""

    id: int
    spell: int
    overrides: int
    level: int
    slots: tuple[int, ...]


class Slot(NamedTuple):
    """A place for a PvP talent, and the level a class has it from."""

    slot: int
    level: int


async def of_spec(realm: Realm, spec: int) -> list[PvpTalent]:
    """The PvP talents of a specialization.

    Raises:
        Unavailable: the client table PvpTalent is not there.
    """
    rows = await client.find(realm, "PvpTalent", "SpecID", [spec])
    categories = await optional.records(
        realm, "PvpTalentCategory", {row["PvpTalentCategoryID"] for row in rows}
    )
    masks = {number: row["TalentSlotMask"] for number, row in categories.items()}
    return [
        PvpTalent(
            row["ID"],
            row["SpellID"],
            row["OverridesSpellID"],
            row["LevelRequired"],
            _slots(masks.get(row["PvpTalentCategoryID"], 0)),
        )
        for row in rows
    ]


async def slots_of(realm: Realm, class_id: int) -> list[Slot]:
    """The slots of a class; empty where the client table is not there.

    Source: DB2Manager::GetRequiredLevelForPvpTalentSlot, DB2Stores.cpp.
    """
    column = _LEVELS.get(class_id, "LevelRequired")
    rows = await optional.scan(realm, "PvpTalentSlotUnlock", ["Slot", column])
    return sorted(Slot(slot, level) for _, mask, level in rows for slot in _slots(mask))


def _slots(mask: int) -> tuple[int, ...]:
    """Slots of a mask; the first is 1."""
    return tuple(place + 1 for place in range(mask.bit_length()) if mask >> place & 1)
