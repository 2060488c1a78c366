"""What the misc value of an effect stands for: it depends on the effect and its aura."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from appliance.gamedata.enums import Enums
from appliance.gamedata.spells.types import SpellEffect


class Meaning(NamedTuple):
    """An enumeration (of flags or values), or what an id belongs to."""

    what: str
    enum: str = ""
    mask: bool = False


_SCHOOLS = Meaning("schools", "SpellSchoolMask", mask=True)
_STAT = Meaning("attribute", "Stats")
_POWER = Meaning("power", "Powers")
_MECHANIC = Meaning("mechanic", "Mechanics")
_DISPEL = Meaning("dispel type", "DispelType")
_SKILL = Meaning("skill", "SkillType")
_MODIFIER = Meaning("what it modifies", "SpellModOp")
CREATURE, GAMEOBJECT, QUEST, FACTION = (
    Meaning("creature"),
    Meaning("gameobject"),
    Meaning("quest"),
    Meaning("faction"),
)

EFFECTS: Mapping[int, Meaning] = {
    **dict.fromkeys((8, 30, 62, 137), _POWER),
    16: QUEST,
    **dict.fromkeys((28, 56, 90, 134), CREATURE),
    38: _DISPEL,
    **dict.fromkeys((44, 118), _SKILL),
    **dict.fromkeys((50, 76, 104, 105, 106, 107), GAMEOBJECT),
    103: FACTION,
    108: _MECHANIC,
    126: _DISPEL,
}
"""SpellEffects."""

AURAS: Mapping[int, Meaning] = {
    **dict.fromkeys((10, 13, 14, 22, 39, 40, 69, 71, 72, 73, 79, 83, 87, 97, 101), _SCHOOLS),
    **dict.fromkeys((115, 118, 123, 135, 136, 142, 143, 163, 179), _SCHOOLS),
    **dict.fromkeys((29, 80, 137), _STAT),
    **dict.fromkeys((24, 35, 64, 85, 110, 132), _POWER),
    **dict.fromkeys((30, 98), _SKILL),
    36: Meaning("form", "ShapeshiftForm"),
    **dict.fromkeys((41, 178, 245, 246), _DISPEL),
    **dict.fromkeys((56, 78), CREATURE),
    **dict.fromkeys((77, 117, 232, 234, 255), _MECHANIC),
    **dict.fromkeys((107, 108), _MODIFIER),
    **dict.fromkeys((139, 190), FACTION),
}
"""AuraType."""


def meaning(effect: SpellEffect) -> Meaning | None:
    """What the effect's first misc value stands for; None when that is not known here."""
    return AURAS.get(effect.aura) if effect.aura else EFFECTS.get(effect.effect)


def in_words(enums: Enums, effect: SpellEffect, creatures: Mapping[int, str]) -> str | None:
    """The first misc value in words: "schools: fire, frost"."""
    found, value = meaning(effect), effect.misc[0]
    if found is None:
        return None
    if found == CREATURE:
        return f"{found.what}: {creatures.get(value, value)}"
    if not found.enum:
        return f"{found.what} {value}"
    if found.mask:
        return f"{found.what}: {', '.join(enums.flags(found.enum, value)) or 'none'}"
    if found == _STAT and value == -1:
        return f"{found.what}: all"
    return f"{found.what}: {enums.name(found.enum, value) or value}"
