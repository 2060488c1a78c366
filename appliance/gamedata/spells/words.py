"""Names of numbers about spells that TrinityCore's enumerations file does not carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appliance.gamedata.realm import Branch

STACK_RULES: Mapping[int, str] = {
    0: "default",
    1: "only one of the group works",
    2: "only one of the group from each caster works",
    3: "effects of the same kind do not add up",
    4: "only the strongest works",
}
"""SpellGroupStackRule."""

LINKS: Mapping[int, str] = {
    0: "when it is cast",
    1: "when it hits",
    2: "while its aura lasts",
    3: "when its aura is removed",
}
"""SpellLinkedType; a negative trigger of type 0 means 3."""

_PROC_FLAGS: Mapping[int, str] = {
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
    0x100000: "damage taken",
    0x400000: "main hand attack done",
    0x800000: "off hand attack done",
    0x1000000: "death",
}
PROC_FLAGS: Mapping[Branch, Mapping[int, str]] = {
    Branch.WRATH: {
        **_PROC_FLAGS,
        0x1: "killed by an enemy",
        0x40000: "periodic done",
        0x80000: "periodic taken",
        0x200000: "trap activated",
    },
    Branch.MASTER: {
        **_PROC_FLAGS,
        0x1: "heartbeat",
        0x40000: "harmful periodic done",
        0x80000: "harmful periodic taken",
        0x200000: "helpful periodic done",
        0x2000000: "jump",
        0x4000000: "clone of a spell",
        0x8000000: "combat entered",
        0x10000000: "encounter started",
        0x20000000: "cast ended",
        0x40000000: "looted",
        0x80000000: "helpful periodic taken",
    },
}
"""ProcFlags."""
PROC_FLAGS_2: Mapping[int, str] = {
    0x1: "target dies",
    0x2: "knocked back",
    0x4: "cast successful",
    0x10: "dispelled",
    0x40: "emote",
}
"""ProcFlags2 (master)."""

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


def proc_names(branch: Branch, masks: Sequence[int]) -> list[str]:
    """What ProcFlags, and on master ProcFlags2, name; unknown bits as "0x…"."""
    known = (PROC_FLAGS[branch], PROC_FLAGS_2)
    return [
        name for words, mask in zip(known, masks, strict=False) for name in bit_names(words, mask)
    ]
