"""The rules by which effects of spells become capabilities of a group.

One table for both branches: auras and effects are named as the server names them (AuraType,
SpellEffects); a name that a branch lacks matches nothing there.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a capability is good for."""

    BUFF = "buff"
    DEBUFF = "debuff"
    DISPEL = "dispel"
    INTERRUPT = "interrupt"
    CONTROL = "crowd control"
    DEFENSIVE = "defensive"
    HASTE = "group haste"
    RESURRECTION = "resurrection"
    TAUNT = "taunt"
    THREAT = "threat"


class Reach(StrEnum):
    """Whom an effect reaches."""

    SELF = "self"
    ALLY = "ally"
    GROUP = "group"
    ANY = "anyone"
    PET = "pet"
    ENEMY = "enemy"


class Capability(NamedTuple):
    """One thing a spell does; points are 0 where they mean nothing.

    lasts_ms: how long, where a spell it triggers does it; None for the spell's own duration.
    """

    kind: Kind
    name: str
    reach: Reach
    least: float = 0
    most: float = 0
    percent: bool = False
    lasts_ms: int | None = None


class Misc(StrEnum):
    """What an effect's first misc value must be, or names."""

    ANYTHING = ""
    STAT = "a value of Stats, -1 for all"
    ARMOR = "a mask of schools with physical damage"
    MAGIC = "a mask of schools with one of magic"
    MANA = "Powers: mana"
    RATING = "a mask of combat ratings"


class Rule(NamedTuple):
    """Auras that are a capability. sign: of the points, 0 for either."""

    name: str
    auras: tuple[str, ...]
    sign: int = 1
    misc: Misc = Misc.ANYTHING
    percent: bool = False


ALL_STATS = "all stats"

_MELEE_HASTE = (
    *("mod melee haste", "mod melee haste 2", "mod melee haste 3", "mod attack speed"),
    *("mod melee ranged haste", "mod melee ranged haste 2"),
)
_RANGED_HASTE = ("mod ranged haste", "mod ranged haste 2", "haste ranged")
_CASTING_HASTE = ("mod casting speed not stack", "mod casting speed", "haste spells")
HASTE = ("melee haste", "ranged haste", "casting haste")
"""Buffs that are haste."""

BUFFS = (
    Rule("", ("mod stat",), misc=Misc.STAT),
    Rule(" percent", ("mod percent stat", "mod total stat percentage"), misc=Misc.STAT),
    Rule("attack power", ("mod attack power",)),
    Rule("ranged attack power", ("mod ranged attack power",)),
    Rule("attack power percent", ("mod attack power pct",), percent=True),
    Rule("ranged attack power percent", ("mod ranged attack power pct",), percent=True),
    Rule("physical damage", ("mod damage done",), misc=Misc.ARMOR),
    Rule("spell damage", ("mod damage done",), misc=Misc.MAGIC),
    Rule("healing power", ("mod healing done",)),
    Rule("spell power percent", ("mod spell power pct",), percent=True),
    Rule("damage done percent", ("mod damage percent done",), percent=True),
    Rule("healing done percent", ("mod healing done percent",), percent=True),
    Rule("melee haste", _MELEE_HASTE, percent=True),
    Rule(
        "ranged haste",
        (*_RANGED_HASTE, "mod melee ranged haste", "mod melee ranged haste 2"),
        percent=True,
    ),
    Rule("casting haste", _CASTING_HASTE, percent=True),
    Rule("physical critical chance", ("mod weapon crit percent", "mod crit pct"), percent=True),
    Rule(
        "spell critical chance",
        ("mod spell crit chance", "mod spell crit chance school", "mod crit pct"),
        percent=True,
    ),
    Rule("physical hit chance", ("mod hit chance",), percent=True),
    Rule("spell hit chance", ("mod spell hit chance",), percent=True),
    Rule("rating", ("mod rating",), misc=Misc.RATING),
    Rule("mastery", ("mastery",)),
    Rule("versatility", ("mod versatility",), percent=True),
    Rule("armor", ("mod resistance", "mod base resistance"), misc=Misc.ARMOR),
    Rule("armor", ("mod bonus armor",)),
    Rule(
        "armor percent",
        ("mod resistance pct", "mod base resistance pct"),
        misc=Misc.ARMOR,
        percent=True,
    ),
    Rule(
        "resistance",
        ("mod resistance", "mod base resistance", "mod resistance exclusive"),
        misc=Misc.MAGIC,
    ),
    Rule("health", ("mod increase health", "mod increase health 2")),
    Rule(
        "health percent",
        ("mod increase health percent", "mod increase health percent2"),
        percent=True,
    ),
    Rule("dodge chance", ("mod dodge percent",), percent=True),
    Rule("parry chance", ("mod parry percent",), percent=True),
    Rule("block chance", ("mod block percent",), percent=True),
    Rule("mana regeneration", ("mod power regen",), misc=Misc.MANA),
    Rule(
        "mana regeneration percent",
        ("mod power regen percent", "mod mana regen pct"),
        misc=Misc.MANA,
        percent=True,
    ),
    Rule("mana over time", ("periodic energize", "obs mod power"), misc=Misc.MANA),
    Rule("health regeneration", ("mod regen", "mod health regen in combat")),
    Rule("healing taken percent", ("mod healing pct",), percent=True),
    Rule("movement speed", ("mod increase speed",), percent=True),
)
DEFENSIVES = (
    Rule("damage taken percent", ("mod damage percent taken",), sign=-1, percent=True),
    Rule("damage taken", ("mod damage taken",), sign=-1),
    Rule("immunity", ("school immunity", "damage immunity"), sign=0),
    Rule("absorb", ("school absorb", "mana shield"), sign=0),
    Rule("damage split", ("split damage pct", "split damage flat"), sign=0),
)
DEBUFFS = (
    Rule("armor reduction", ("mod resistance", "mod base resistance"), sign=-1, misc=Misc.ARMOR),
    Rule(
        "armor percent reduction",
        ("mod resistance pct", "mod base resistance pct"),
        sign=-1,
        misc=Misc.ARMOR,
        percent=True,
    ),
    Rule(
        "resistance reduction",
        ("mod resistance", "mod base resistance"),
        sign=-1,
        misc=Misc.MAGIC,
    ),
    Rule("damage taken percent increase", ("mod damage percent taken",), percent=True),
    Rule("damage taken increase", ("mod damage taken",)),
    Rule("damage done reduction", ("mod damage done",), sign=-1),
    Rule("damage done percent reduction", ("mod damage percent done",), sign=-1, percent=True),
    Rule("attack power reduction", ("mod attack power",), sign=-1),
    Rule("attack speed slow", ("melee slow", *_MELEE_HASTE), sign=-1, percent=True),
    Rule("ranged attack speed slow", _RANGED_HASTE, sign=-1, percent=True),
    Rule("casting speed slow", _CASTING_HASTE, sign=-1, percent=True),
    Rule("healing reduction", ("mod healing pct",), sign=-1, percent=True),
    Rule("hit chance reduction", ("mod hit chance", "mod spell hit chance"), sign=-1, percent=True),
    Rule(
        "hit chance against it",
        (
            *("mod attacker melee hit chance", "mod attacker ranged hit chance"),
            "mod attacker spell hit chance",
        ),
        percent=True,
    ),
    Rule(
        "critical chance against it",
        (
            *("mod attacker melee crit chance", "mod attacker ranged crit chance"),
            *("mod attacker spell crit chance", "mod attacker spell and weapon crit chance"),
        ),
        percent=True,
    ),
)
THREATS = (Rule("threat percent", ("mod threat",), sign=0, percent=True),)

CONTROLS = {
    "mod stun": "stun",
    "mod fear": "fear",
    "mod fear 2": "fear",
    "mod root": "root",
    "mod root 2": "root",
    "mod confuse": "disoriented",
    "mod silence": "silence",
    "mod pacify silence": "silence",
    "mod charm": "charm",
    "mod possess": "charm",
    "aoe charm": "charm",
    "mod disarm": "disarm",
    "mod decrease speed": "snare",
}
"""What an aura does to an enemy whose spell names no mechanic of control."""
CONTROL_MECHANICS = (
    *("charm", "disoriented", "disarm", "fear", "root", "silence", "sleep", "snare", "stun"),
    *("freeze", "knockout", "polymorph", "banish", "shackle", "turn", "horror", "sapped", "daze"),
)
"""Mechanics that control."""
DISPELS = ("magic", "curse", "disease", "poison", "enrage")
EVERY_DISPEL = ("magic", "curse", "disease", "poison")
"""DispelType ALL (DISPEL_ALL_MASK, SharedDefines.h)."""
RATINGS = (
    *("", "defense", "dodge", "parry", "block", "hit", "hit", "hit", "critical", "critical"),
    *("critical", "", "", "", "", "", "", "haste", "haste", "haste", "", "", "", "expertise"),
    *("armor penetration", "mastery", "", "", "", "versatility"),
)
"""CombatRating by bit; those whose meaning is another on each branch are empty."""


def rating_names(mask: int) -> list[str]:
    """The ratings of a mask, each once."""
    found = [name for bit, name in enumerate(RATINGS) if name and mask >> bit & 1]
    return [f"{name} rating" for name in dict.fromkeys(found)]
