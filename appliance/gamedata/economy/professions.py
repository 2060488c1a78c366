"""Professions by the words people use, and which of them open or cut up what."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch

HERBALISM, MINING, FISHING, SKINNING, ENGINEERING = 182, 186, 356, 393, 202
PROFESSIONS = (129, 164, 165, 171, 182, 185, 186, 197, 202, 333, 356, 393, 755, 773, 794)
"""SkillType of first aid, blacksmithing … archaeology."""
_SKIN_HERBALISM, _SKIN_MINING, _SKIN_ENGINEERING = 0x100, 0x200, 0x8000
_SEPARATORS = str.maketrans("", "", " -_")


def known(branch: Branch) -> dict[int, str]:
    """Professions of a branch with their names."""
    words = enums(branch)
    named = {number: words.name("SkillType", number) for number in PROFESSIONS}
    return {number: name for number, name in named.items() if name}


def parse(branch: Branch, words: Collection[str]) -> tuple[dict[int, str], list[str]]:
    """The professions that are meant, and the words that name none.

    Case, spaces, hyphens and underscores do not count.
    """
    names = known(branch)
    by_word = {_plain(name): number for number, name in names.items()}
    meant = [by_word[_plain(word)] for word in words if _plain(word) in by_word]
    unknown = [word for word in words if _plain(word) not in by_word]
    return {number: names[number] for number in meant}, unknown


def cutting_skill(type_flags: int) -> int:
    """The profession that a corpse's skinning loot needs.

    Source (both branches): CreatureTemplate::GetRequiredLootSkill.
    """
    if type_flags & _SKIN_HERBALISM:
        return HERBALISM
    if type_flags & _SKIN_MINING:
        return MINING
    return ENGINEERING if type_flags & _SKIN_ENGINEERING else SKINNING


def lock_types(branch: Branch, professions: Collection[int]) -> dict[int, int]:
    """LockType → the gathering profession that opens it, of those given."""
    wanted: Mapping[str, int] = {
        word: number
        for word, number in (("herbalism", HERBALISM), ("mining", MINING))
        if number in professions
    }
    words = enums(branch)
    found: dict[int, int] = {}
    for number in words.values("LockType"):
        name = words.name("LockType", number) or ""
        for word, profession in wanted.items():
            if name.endswith(word):
                found[number] = profession
    return found


def _plain(word: str) -> str:
    return word.translate(_SEPARATORS).casefold()
