"""Names of numbers about spells that TrinityCore's enumerations file does not carry."""

from __future__ import annotations

from collections.abc import Mapping

STACK_RULES: Mapping[int, str] = {
    0: "default",
    1: "exclusive",
    2: "exclusive from the same caster",
    3: "exclusive for the same effect",
    4: "the highest of the group counts",
}
"""SpellGroupStackRule."""

LINKS: Mapping[int, str] = {
    0: "when it is cast",
    1: "when it hits",
    2: "while its aura lasts",
    3: "when its aura is removed",
}
"""SpellLinkedType; a negative trigger of type 0 means 3."""

PROC_FLAGS: Mapping[int, str] = {
    0x1: "killed by an enemy",
    0x2: "kills",
    0x4: "melee swing done",
    0x8: "melee swing taken",
    0x10: "melee ability done",
    0x20: "melee ability taken",
    0x40: "ranged shot done",
    0x80: "ranged shot taken",
    0x100: "ranged ability done",
    0x200: "ranged ability taken",
    0x400: "helpful ability done",
    0x800: "helpful ability taken",
    0x1000: "harmful ability done",
    0x2000: "harmful ability taken",
    0x4000: "helpful spell done",
    0x8000: "helpful spell taken",
    0x10000: "harmful spell done",
    0x20000: "harmful spell taken",
    0x40000: "periodic done",
    0x80000: "periodic taken",
    0x100000: "damage taken",
    0x200000: "trap activated",
    0x400000: "main hand attack done",
    0x800000: "off hand attack done",
    0x1000000: "death",
}
"""ProcFlags."""

PROC_TYPES: Mapping[int, str] = {1: "damage", 2: "heal", 4: "neither damage nor heal"}
"""ProcFlagsSpellType."""
PROC_PHASES: Mapping[int, str] = {1: "cast", 2: "hit", 4: "finish"}
"""ProcFlagsSpellPhase."""
PROC_HITS: Mapping[int, str] = {
    0x1: "normal",
    0x2: "critical",
    0x4: "miss",
    0x8: "full resist",
    0x10: "dodge",
    0x20: "parry",
    0x40: "block",
    0x80: "evade",
    0x100: "immune",
    0x200: "deflect",
    0x400: "absorb",
    0x800: "reflect",
    0x1000: "interrupt",
    0x2000: "full block",
}
"""ProcFlagsHit."""
PROC_ATTRIBUTES: Mapping[int, str] = {
    0x1: "target must give experience or honor",
    0x2: "triggered spells count",
    0x4: "the spell must cost power",
    0x8: "the spell must be modified by the aura",
    0x10: "stacks are charges",
    0x80: "less likely above level 60",
    0x100: "casts by items do not count",
}
"""ProcAttributes."""
DISABLES: Mapping[int, str] = {
    0x1: "for players",
    0x2: "for creatures",
    0x4: "for pets",
    0x8: "deprecated",
    0x10: "on maps",
    0x20: "in areas",
    0x40: "line of sight not checked",
}
"""DisableFlags of spells."""
GENDERS: Mapping[int, str] = {0: "male", 1: "female", 2: "any"}
"""Gender as spell_area has it."""


def bit_names(words: Mapping[int, str], mask: int) -> list[str]:
    """The names of the bits of a mask, lowest first; unknown ones as "0x…"."""
    bits = (1 << place for place in range(mask.bit_length()) if mask >> place & 1)
    return [words.get(bit, f"0x{bit:X}") for bit in bits]
