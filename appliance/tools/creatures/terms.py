"""What the creature tools share: words for numbers without enumeration."""

from __future__ import annotations

from appliance.gamedata.creatures.trainers import TYPES
from appliance.gamedata.enums import Enums, bits
from appliance.gamedata.realm import Branch
from appliance.tools.decode import coded
from appliance.tools.models import Coded, Flags, ToolOutput
from appliance.tools.registry import Sources

MOVEMENTS = {0: "stands", 1: "strolls", 2: "follows waypoints"}
"""creature.MovementType and creature_template.MovementType (MovementGeneratorType)."""

SEARCH_SOURCES = Sources(
    wrath="world: creature_template, creature_template_locale; client: Faction, FactionTemplate",
    master="world: creature_template, creature_template_difficulty; hotfixes: "
    "content_tuning; client: ContentTuning, Faction, FactionTemplate",
)
"""What lists of creatures read."""


class Names(ToolOutput):
    """A name in another language."""

    name: str | None = None
    title: str | None = None


def npc_flags(enums: Enums, value: int) -> Flags:
    """npcflag decoded; master keeps a second set of flags in its upper 32 bits."""
    names = enums.flags("NPCFlags", value & 0xFFFFFFFF)
    if value >> 32 and "NPCFlags2" in enums:
        names += enums.flags("NPCFlags2", value >> 32)
    return Flags(value=value, names=names)


def mask(enums: Enums, enum: str, value: int) -> Flags:
    """A mask decoded; where the branch has no such enumeration, its bits stay numbers."""
    if enum in enums:
        return Flags(value=value, names=enums.flags(enum, value))
    return Flags(value=value, names=[f"0x{bit:X}" for bit in bits(value & 0xFFFFFFFF)])


def movement_type(number: int) -> Coded:
    """How a spawn moves by default."""
    return Coded(id=number, name=MOVEMENTS.get(number))


def trainer_type(number: int) -> Coded:
    """What kind of trainer it is."""
    return Coded(id=number, name=TYPES.get(number))


def named(names: dict[int, str], number: int) -> Coded:
    """An id with its name where one is known."""
    return Coded(id=number, name=names.get(number))


def difficulty(enums: Enums, branch: Branch, number: int) -> Coded:
    """A difficulty id of master, a spawn mode of 3.3.5."""
    if branch is Branch.MASTER and number == 0:
        return Coded(id=0, name="any difficulty without a row of its own")
    return coded(enums, "Difficulty", number)
