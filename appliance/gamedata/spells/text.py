"""Descriptions of spells with their placeholders resolved.

What the client computes from the player who reads (attack power, talents, conditions) stays as it
is in the text: "${…}", "$<…>", "$?…[…]", "$@…" and letters without a meaning of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from appliance.formulas.numbers import plain
from appliance.formulas.spells import level_bonus, ticks
from appliance.gamedata.spells.types import UNTIL_CANCELLED, Spell, SpellEffect

_KEPT = r"\$\{[^}]*\}(?:\.\d)?|\$<[^>]*>|\$@\w+|\$\?[^\[]*"
_CHOICE = r"\$(?P<choice>[lLgG])(?P<one>[^:;$]*):(?P<other>[^;$]*);"
_VALUE = (
    r"\$(?:(?P<sign>[*/])(?P<factor>\d+(?:\.\d+)?);)?(?P<spell>\d+)?"
    r"(?P<letter>[A-Za-z])(?P<place>[1-9])?(?![A-Za-z0-9])"
)
_TOKEN = re.compile(f"(?P<kept>{_KEPT})|{_CHOICE}|{_VALUE}")
_UNITS = ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "min"))


def mentioned(text: str) -> frozenset[int]:
    """Other spells whose values the text shows ("$12345s1")."""
    found = (match["spell"] for match in _TOKEN.finditer(text))
    return frozenset(int(spell) for spell in found if spell and len(spell) < 10)


def resolve(
    text: str, spell: Spell, others: Mapping[int, Spell] | None = None, level: int | None = None
) -> str:
    """The text with the values of `spell` (and of `others`) in place of placeholders.

    `level` is the caster's; without one, the values of the spell's own level are shown.
    """
    known = {spell.id: spell, **(others or {})}
    last: list[float] = []

    def shown(match: re.Match[str]) -> str:
        if match["kept"]:
            return match[0]
        if match["choice"]:
            return _chosen(match, last)
        subject = known.get(int(match["spell"])) if match["spell"] else spell
        found = None if subject is None else _value(subject, match, level, last)
        return match[0] if found is None else found

    return _TOKEN.sub(shown, text)


def _chosen(match: re.Match[str], last: list[float]) -> str:
    """ "$lpoint:points;" follows the last number; "$ghis:her;" follows the reader, so both stay."""
    if match["choice"] in "gG":
        return f"{match['one']}/{match['other']}"
    if not last:
        return match[0]
    return match["one"] if last[-1] == 1 else match["other"]


def _value(spell: Spell, match: re.Match[str], level: int | None, last: list[float]) -> str | None:
    letter = match["letter"].lower()
    if letter == "d":
        return duration_text(spell.duration_ms)
    numbers = _numbers(spell, match["letter"], int(match["place"] or 1), level)
    if numbers is None:
        return None
    factor = float(match["factor"] or 1)
    scaled = [one * factor if match["sign"] == "*" else one / factor for one in numbers if factor]
    if not scaled:
        return None
    last[:] = [scaled[-1]]
    return " to ".join(dict.fromkeys(plain(one, 2) for one in scaled))


def _numbers(spell: Spell, letter: str, place: int, level: int | None) -> list[float] | None:
    """The value of a placeholder, or its least and most; None for what only the client knows."""
    whole = {
        "h": spell.proc_chance,
        "n": spell.proc_charges,
        "u": spell.stack_amount,
        "i": spell.max_targets,
        "v": spell.max_target_level,
        "r": spell.range_max,
    }
    kind = letter.lower()
    if kind in whole:
        value = whole[kind]
        return None if value is None else [float(value)]
    effect = next((one for one in spell.effects if one.index == place - 1), None)
    return None if effect is None else _of_effect(spell, effect, letter, level)


def _of_effect(
    spell: Spell, effect: SpellEffect, letter: str, level: int | None
) -> list[float] | None:
    least, most = points(spell, effect, level)
    match letter.lower():
        case "s":
            return sorted((abs(least), abs(most)))
        case "m":
            return [abs(most if letter == "M" else least)]
        case "o":
            count = ticks(spell.duration_ms or 0, effect.period_ms)
            return [abs(one) * count for one in sorted((least, most), key=abs)] if count else None
    single = {
        "t": effect.period_ms / 1000,
        "x": effect.chain_targets,
        "e": effect.amplitude,
        "f": effect.chain_amplitude,
        "q": effect.misc[0],
        "b": effect.points_per_combo,
        "a": effect.radius,
    }.get(letter.lower())
    return None if single is None else [float(single)]


def points(spell: Spell, effect: SpellEffect, level: int | None = None) -> tuple[float, float]:
    """The least and the most an effect amounts to for a caster of this level."""
    bonus = 0
    if level is not None and effect.points_per_level and not effect.coefficient:
        bonus = level_bonus(
            level, spell.level, spell.base_level, spell.max_level, effect.points_per_level
        )
    return effect.points_min + bonus, effect.points_max + bonus


def duration_text(milliseconds: int | None) -> str | None:
    """A time as clients write it: "15 sec", "2 min", "until cancelled"."""
    if milliseconds is None:
        return None
    if milliseconds == UNTIL_CANCELLED:
        return "until cancelled"
    for size, name in _UNITS:
        if milliseconds >= size:
            count = plain(milliseconds / size, 2)
            return f"{count} {name}{'s' if name in ('hour', 'day') and count != '1' else ''}"
    return f"{plain(milliseconds / 1000, 2)} sec"
