"""The parts of a SmartAI row as words: event, action, target, flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appliance.gamedata.realm import Branch
from appliance.gamedata.scripts.smart_rows import TIMED_ACTION_LIST, SmartRow
from appliance.gamedata.scripts.wording import phrase
from appliance.gamedata.scripts.wording_actions import CROSS_CAST, SIMPLE_TALK, TALK, action
from appliance.gamedata.scripts.wording_events import EVENTS, IN_LIST, LINK
from appliance.gamedata.scripts.wording_targets import NOT_SAID, POSITION, TARGETS
from appliance.gamedata.scripts.wording_terms import Terms

_ITSELF = frozenset({0, 1})
_ENTRY_FIRST = frozenset({9, 11, 19})
"""Targets whose first parameter is a creature template."""
_SPAWN = 10
_NOT_A_CREATURE = frozenset({2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 16, 17, 18, 20, 21, 24, 27, 28, 30})
"""Targets that leave the talking to the creature itself; some of them may be creatures, but in
practice they are the players it meets."""

_DIFFICULTIES = {
    2: "normal dungeon or raid for 10",
    4: "heroic dungeon or raid for 25",
    8: "heroic raid for 10",
    16: "heroic raid for 25",
}
_ALL_DIFFICULTIES = 30
_FLAGS = {
    1: "only once",
    128: "only in debug builds",
    256: "not renewed by a reset",
    512: "even while charmed",
}
_TEMPORARY = 0x40000000


class SmartWords:
    """Fills the tables of wordings with a row's numbers."""

    def __init__(self, branch: Branch, terms: Terms) -> None:
        self._branch = branch
        self._terms = terms

    def event(self, row: SmartRow, linked_from: Sequence[int]) -> str:
        """What must happen. `linked_from`: the lines that lead to this one."""
        if row.source_type == TIMED_ACTION_LIST:
            template: str | None = IN_LIST
        elif row.event == LINK and not linked_from:
            return "never (no line leads here)"
        elif row.event == LINK and len(linked_from) > 1:
            return f"then, after any of the lines {', '.join(map(str, linked_from))}"
        else:
            template = EVENTS.get(row.event)
        if template is None:
            return self._unknown("event", "SMART_EVENT", row.event, row.event_values)
        text = phrase(template, row.event_values, self._terms)
        return f"{text} “{row.event_text}”" if row.event_text else text

    def action(self, row: SmartRow, speaker: int) -> str:
        """What is done. `speaker`: template of the creature whose script this is, 0 unknown."""
        if row.action == CROSS_CAST:
            return self._cross_cast(row)
        template = action(self._branch, row.action)
        if template is None:
            return self._unknown("action", "SMART_ACTION", row.action, row.action_values)
        talker = self._talker(row, speaker) if row.action in (TALK, SIMPLE_TALK) else 0
        values = (*row.action_values, talker, int(row.target not in _ITSELF))
        text = phrase(template, values, self._terms)
        return f"{text} “{row.action_text}”" if row.action_text else text

    def target(self, row: SmartRow) -> str:
        """On whom, or where."""
        if row.target in NOT_SAID:
            return ""
        text = self._target(row.target, row.target_values)
        x, y, z, turn = row.position
        if row.target == POSITION:
            text += f" ({x:.2f}, {y:.2f}, {z:.2f}), facing {turn:.2f}"
        elif x or y or z:
            text += f", offset ({x:.2f}, {y:.2f}, {z:.2f})"
        return f"{text} “{row.target_text}”" if row.target_text else text

    def flags(self, mask: int) -> Iterable[str]:
        """What the event flags say."""
        mask &= ~_TEMPORARY
        for bit, text in _FLAGS.items():
            if mask & bit:
                yield text
        places = [text for bit, text in _DIFFICULTIES.items() if mask & bit]
        if places and mask & _ALL_DIFFICULTIES != _ALL_DIFFICULTIES:
            yield f"only in {', '.join(places)}"
        rest = mask & ~(sum(_FLAGS) | _ALL_DIFFICULTIES)
        if rest:
            yield f"flags 0x{rest:X}"

    def runner(self, row: SmartRow, owner: int) -> int:
        """Template of the creature that runs a timed list this row starts, 0 when not known."""
        if row.target in _ITSELF:
            return owner
        return self._named(row)

    def _talker(self, row: SmartRow, owner: int) -> int:
        """Template of the creature that says a text (SMART_ACTION_TALK), 0 when not known."""
        uses_target = row.action == TALK and row.action_values[2]
        if uses_target or row.target in _ITSELF or row.target in _NOT_A_CREATURE:
            return owner
        return self._named(row)

    @staticmethod
    def _named(row: SmartRow) -> int:
        if row.target in _ENTRY_FIRST:
            return row.target_values[0]
        return row.target_values[1] if row.target == _SPAWN else 0

    def _cross_cast(self, row: SmartRow) -> str:
        """Others cast: parameters 3 to 7 are a target of their own."""
        spell, how, caster, *values = row.action_values
        cast = phrase("{spell:1}[ ({flags.SmartCastFlags:2})]", (spell, how), self._terms)
        return f"lets {self._target(caster, values)} cast {cast}"

    def _target(self, number: int, values: Sequence[int]) -> str:
        template = TARGETS.get(number)
        if template is None:
            return self._unknown("target", "SMARTAI_TARGETS", number, values)
        return phrase(template, values, self._terms)

    def _unknown(self, what: str, enum: str, number: int, values: Sequence[int]) -> str:
        label = self._terms.label(enum, number)
        name = f"{what} {number} “{label}”" if label else f"{what} {number}"
        return f"{name} ({', '.join(f'p{n}={value}' for n, value in enumerate(values, 1))})"
