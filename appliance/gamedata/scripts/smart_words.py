"""The parts of a SmartAI row as words: event, action, target, flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appliance.gamedata.scripts.smart_rows import (
    GOES_TO_PLACE,
    LINK,
    NOT_SAID,
    POSITION,
    SELF,
    SIMPLE_TALK,
    TALK,
    TIMED_ACTION_LIST,
    TURN,
    SmartRow,
)
from appliance.gamedata.scripts.wording import phrase
from appliance.gamedata.scripts.wording_terms import Terms

_ITSELF = frozenset({NOT_SAID, SELF})
_ENTRY_FIRST = frozenset({9, 11, 19, 31})
"""Targets whose first parameter is a creature template."""
_SPAWN = 10
_NOT_A_CREATURE = frozenset({2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 16, 17, 18, 20, 21, 24, 27, 28, 30})
"""Targets that leave the talking to the creature itself; some of them may be creatures, but in
practice they are the players it meets."""

_TEMPORARY = 0x40000000


class SmartWords:
    """Fills the wordings with a row's numbers."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._wordings = terms.wordings

    def event(self, row: SmartRow, linked_from: Sequence[int]) -> str:
        """What must happen. `linked_from`: the lines that lead to this one."""
        if row.source_type == TIMED_ACTION_LIST:
            template: str | None = self._wordings.in_list
        elif row.event == LINK and not linked_from:
            return "never (no line leads here)"
        elif row.event == LINK and len(linked_from) > 1:
            return f"then, after any of the lines {', '.join(map(str, linked_from))}"
        else:
            template = self._wordings.events.get(row.event)
        if template is None:
            return self._terms.unknown("event", "SMART_EVENT", row.event, row.event_values)
        text = phrase(template, row.event_values, self._terms)
        return f"{text} “{row.event_text}”" if row.event_text else text

    def action(self, row: SmartRow, owner: int) -> str:
        """What is done. `owner`: template of the creature whose script this is, 0 unknown."""
        template = self._wordings.actions.get(row.action)
        if template is None:
            return self._terms.unknown("action", "SMART_ACTION", row.action, row.action_values)
        values = (*row.action_values, self._actor(row, owner), int(row.target not in _ITSELF))
        text = phrase(template, values, self._terms)
        return f"{text} “{row.action_text}”" if row.action_text else text

    def target(self, row: SmartRow) -> str:
        """On whom, or where."""
        if row.target == NOT_SAID:
            return ""
        text = self._terms.term("target", (row.target, *row.target_values))
        x, y, z, turn = row.position
        place = f"({x:.2f}, {y:.2f}, {z:.2f})"
        if row.target == POSITION:
            turns = row.action == TURN
            text = f"orientation {turn:.2f}" if turns else f"{text} {place}, facing {turn:.2f}"
        elif x or y or z:
            to_place = row.action in GOES_TO_PLACE
            if row.target == SELF:
                text = f"the position {place}" if to_place else f"offset {place}"
            else:
                text += f", {'to' if to_place else 'offset'} {place}"
        return f"{text} “{row.target_text}”" if row.target_text else text

    def flags(self, mask: int) -> Iterable[str]:
        """What the event flags say."""
        mask &= ~_TEMPORARY
        known, difficulties = self._wordings.flags, self._wordings.difficulties
        yield from (text for bit, text in known.items() if mask & bit)
        places = [text for bit, text in difficulties.items() if mask & bit]
        if places and len(places) < len(difficulties):
            yield f"only in {', '.join(places)}"
        rest = mask & ~(sum(known) | sum(difficulties))
        if rest:
            yield f"flags 0x{rest:X}"

    def runner(self, row: SmartRow, owner: int) -> int:
        """Template of the creature that runs a timed list this row starts, 0 when not known."""
        return owner if row.target in _ITSELF else self._named(row)

    def _actor(self, row: SmartRow, owner: int) -> int:
        """Template of the creature that says a text or equips something, 0 when not known.

        SMART_ACTION_TALK: a flag makes the target the listener instead.
        """
        if row.action not in (TALK, SIMPLE_TALK):
            return self.runner(row, owner)
        to_target = row.action == TALK and row.action_values[2]
        if to_target or row.target in _ITSELF or row.target in _NOT_A_CREATURE:
            return owner
        return self._named(row)

    @staticmethod
    def _named(row: SmartRow) -> int:
        if row.target in _ENTRY_FIRST:
            return row.target_values[0]
        return row.target_values[1] if row.target == _SPAWN else 0
