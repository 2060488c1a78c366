"""SmartAI targets in words: on whom or where the action works.

Parameters are target_param1..4; a position stands in target_x..o (SMARTAI_TARGETS).
"""

from __future__ import annotations

from collections.abc import Mapping

SELF, POSITION = 1, 8
NOT_SAID = frozenset({0})
"""Targets that say nothing: the action stands for itself."""

_AGGRO = "[ within {n:1} yards]<?2|| (players only)>[ with {power from 1:3}]"
_MOST = "[, at most {n:4}]"

TARGETS: Mapping[int, str] = {
    0: "none",
    1: "itself",
    2: "its current target",
    3: "the second on its threat list" + _AGGRO,
    4: "the last on its threat list" + _AGGRO,
    5: "a random one of its threat list" + _AGGRO,
    6: "a random one of its threat list except the first" + _AGGRO,
    7: "whoever caused the event",
    8: "the position",
    9: "every [{creature:1}|creature] [at least {n:2} and ]at most {n:3} yards away" + _MOST,
    10: "creature spawn {n:1}[, {creature:2}]",
    11: "every [{creature:1}|creature][ within {n:2} yards]<3||, at most {n:3}>",
    12: "the stored targets {n:1}",
    13: "every [{gameobject:1}|gameobject] [at least {n:2} and ]at most {n:3} yards away" + _MOST,
    14: "gameobject spawn {n:1}[, {gameobject:2}]",
    15: "every [{gameobject:1}|gameobject][ within {n:2} yards]<3||, at most {n:3}>",
    16: "the party of whoever caused the event",
    17: "every player [at least {n:1} and ]at most {n:2} yards away[, at most {n:3}]",
    18: "every player[ within {n:1} yards]",
    19: "the nearest <?3||dead >[{creature:1}|creature][ within {n:2} yards]",
    20: "the nearest [{gameobject:1}|gameobject][ within {n:2} yards]",
    21: "the nearest player[ within {n:1} yards]",
    22: "the vehicle of whoever caused the event",
    23: "<?1|its owner or summoner|the one who owns or charms it>",
    24: "everyone on its threat list[ within {n:1} yards]<?2|| (players only)>",
    25: "the nearest enemy[ within {n:1} yards]<?2|| (players only)>",
    26: "the nearest friend[ within {n:1} yards]<?2|| (players only)>",
    27: "everyone who may loot it",
    28: "the farthest one of its threat list[ within {n:1} yards]<?2|| (players only)>"
    "<?3||, in line of sight>",
    29: "its passengers[ on seats {hex:1}]",
    30: "the nearest [{gameobject:1}|gameobject] that is not spawned[ within {n:2} yards]",
}
