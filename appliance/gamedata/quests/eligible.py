"""Which of many quests a player may be offered, and why not the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from appliance.formulas.experience import gray_level_master, gray_level_wrath
from appliance.gamedata.quests.pool import DISABLED_TYPE, UNAVAILABLE, PoolQuest
from appliance.gamedata.quests.prerequisites import Needs
from appliance.gamedata.realm import Branch


class LeftOut(StrEnum):
    """Why a quest is not for a player."""

    DISABLED = "disabled on this realm, or never finished"
    REPEATABLE = "repeatable, daily, weekly or monthly"
    EVENT = "only during a game event"
    HIGHER = "for a higher level"
    LOWER = "for a lower level (greatest level of the quest)"
    GRAY = "gray: far below this level"
    RACE = "for other races"
    CLASS = "for other classes"
    ENEMY = "offered only by enemies of this side"
    DONE = "done already"
    EXCLUDED = "ruled out by another quest the character has or has done"
    WAITING = "needs other quests first"


@dataclass(frozen=True, slots=True)
class Player:
    """Who asks. races: the mask of races in question, 0 for any; classes likewise.

    done, in_log, completed: quests of a known character; None for `done` when nobody is known.
    `completed` are those in the log that only wait to be handed in.
    """

    level: int
    races: int = 0
    classes: int = 0
    done: frozenset[int] | None = None
    in_log: frozenset[int] = frozenset()
    completed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about the quests besides their templates, as sets of ids."""

    disabled: Collection[int]
    events: Collection[int]
    enemies: Collection[int]


def gray_level(branch: Branch, player_level: int) -> int:
    """The greatest level that is gray to a player."""
    return (gray_level_wrath if branch is Branch.WRATH else gray_level_master)(player_level)


def why_not(
    branch: Branch, quest: PoolQuest, player: Player, facts: Facts, *, repeatable: bool
) -> LeftOut | None:
    """Why a player is not offered a quest, prerequisites aside; None when it is for them."""
    if player.done is not None and quest.id in player.done and not quest.repeats:
        return LeftOut.DONE
    if quest.id in player.in_log:
        return None
    level = quest.level_for(player.level)
    reasons = (
        (
            LeftOut.DISABLED,
            quest.id in facts.disabled
            or quest.type == DISABLED_TYPE
            or bool(quest.flags & UNAVAILABLE),
        ),
        (LeftOut.REPEATABLE, quest.repeats and not repeatable),
        (LeftOut.EVENT, quest.id in facts.events),
        (LeftOut.RACE, _lacks(quest.races, player.races)),
        (LeftOut.CLASS, _lacks(quest.classes, player.classes)),
        (LeftOut.HIGHER, quest.min_level > player.level),
        (LeftOut.LOWER, 0 < quest.max_level < player.level),
        (LeftOut.GRAY, level is not None and level <= gray_level(branch, player.level)),
        (LeftOut.ENEMY, quest.id in facts.enemies),
    )
    return next((reason for reason, holds in reasons if holds), None)


def kept_back(needs: Mapping[int, Needs], player: Player) -> dict[int, LeftOut]:
    """Quests a known character cannot take, even after all others that `needs` is about.

    Nothing is known, and so none, without a character.
    """
    if player.done is None:
        return {}
    here = set(needs)
    found: dict[int, LeftOut] = {}
    changed = True
    while changed:
        changed = False
        for quest in sorted(here - player.in_log):
            asked = needs[quest]
            if asked.excluded_by & (player.done | player.in_log):
                found[quest] = LeftOut.EXCLUDED
            elif not asked.met(player.done | here, player.in_log | here):
                found[quest] = LeftOut.WAITING
            else:
                continue
            here.discard(quest)
            changed = True
    return found


def _lacks(mask: int, wanted: int) -> bool:
    return bool(mask and wanted and not mask & wanted)
