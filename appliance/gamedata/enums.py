"""Names of TrinityCore's numbers: types, ranks, flags.

The names are those of the server's own enumerations, shortened to words ("rare elite", "quest
giver"). A number the enumeration does not know has no name: the caller shows the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import orjson

from appliance.gamedata.realm import Branch

_FILES = {Branch.WRATH: "wrath.json", Branch.MASTER: "master.json"}
_SYNONYMS = {
    "SpellEffects": "SpellEffectName",
    "SpellEffectName": "SpellEffects",
    "QuestTypes": "QuestInfo",
    "QuestInfo": "QuestTypes",
}
"""Enumerations that the two branches call by different names; either name works on both."""


class Enums:
    """The enumerations of one branch, by their C++ names ("CreatureType", "UnitFlags").

    Every method raises KeyError for an enumeration that does not exist: that is a bug.
    """

    def __init__(self, labels: Mapping[str, Mapping[int, str]]) -> None:
        self._labels = labels

    def __contains__(self, enum: object) -> bool:
        return enum in self._labels or _SYNONYMS.get(str(enum)) in self._labels

    def values(self, enum: str) -> Mapping[int, str]:
        """Every known value of an enumeration with its name, ascending."""
        labels = self._labels.get(enum)
        return self._labels[_SYNONYMS.get(enum, enum)] if labels is None else labels

    def name(self, enum: str, value: int) -> str | None:
        """The name of `value`, or None when the enumeration does not know it."""
        return self.values(enum).get(value)

    def flags(self, enum: str, mask: int) -> list[str]:
        """The names of the bits set in `mask`, lowest first; unknown bits as "0x…".

        A negative mask is what a signed column holds of an unsigned number of 32 bits, or of 64
        bits when it does not fit in 32.
        """
        labels = self.values(enum)
        if mask < 0:
            mask += 1 << (32 if mask >= -(1 << 31) else 64)
        return [labels.get(bit, f"0x{bit:X}") for bit in bits(mask)]

    def decoded(self, enum: str, mask: int) -> list[str]:
        """As `flags`; where this branch has no such enumeration, every bit is shown as "0x…"."""
        return self.flags(enum, mask) if enum in self else [f"0x{bit:X}" for bit in bits(mask)]


def bits(mask: int) -> list[int]:
    """The powers of two that add up to a non-negative `mask`, ascending."""
    return [1 << index for index in range(mask.bit_length()) if mask >> index & 1]


@cache
def enums(branch: Branch) -> Enums:
    """The enumerations of a branch, read from the package once."""
    file = resources.files("appliance.gamedata") / "enumerations" / _FILES[branch]
    raw: dict[str, dict[str, str]] = orjson.loads(file.read_bytes())
    return Enums(
        {
            enum: {int(value): label for value, label in labels.items()}
            for enum, labels in raw.items()
        }
    )


_OPCODES = {Branch.WRATH: ("Opcodes",), Branch.MASTER: ("OpcodeClient", "OpcodeServer")}


def opcodes(branch: Branch) -> dict[str, int]:
    """The numbers of a branch's network opcodes by name; master's are those of build 9.2."""
    known = enums(branch)
    return {
        name: number for enum in _OPCODES[branch] for number, name in known.values(enum).items()
    }
