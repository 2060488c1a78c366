"""SmartAI events in words: what has to happen before the action runs.

Parameters are event_param1..5 (SmartScriptMgr.h: SMART_EVENT, SmartEvent). A state is looked at
again after its repeat time; a happening is not answered again before its cooldown is over.
"""

from __future__ import annotations

from collections.abc import Mapping

LINK = 61
"""The event of a row that runs only because another row links to it."""

_TIMER = "[after {ms:1-2}|at once][, then every {ms:3-4}]"
_REPEAT_1 = "[, repeated every {ms:1-2}]"
_REPEAT_2 = "[, repeated every {ms:2-3}]"
_REPEAT_3 = "[, repeated every {ms:3-4}]"
_PAUSE_1 = "[, at most every {ms:1-2}]"
_PAUSE_2 = "[, at most every {ms:2-3}]"
_PAUSE_3 = "[, at most every {ms:3-4}]"
_SIGHT = (
    "<1|a hostile|a friendly or neutral|any> <?5|unit|player> comes into sight"
    "[ within {n:2} yards]" + _PAUSE_3
)
_MOVEMENTS = (
    "<1|a movement|a random movement|a waypoint movement|a movement|a confused movement|a chase"
    "|the way home|a flight|a movement to a point|a flight in fear|a distraction"
    "|a run for assistance|a wait for assistance|a timed flight in fear|following|a turn"
    "|a jump or charge|a spline chain|a formation move>"
)

EVENTS: Mapping[int, str] = {
    0: "in combat, " + _TIMER,
    1: "out of combat, " + _TIMER,
    2: "while its health is {n:1-2} %" + _REPEAT_3,
    3: "while its mana is {n:1-2} %" + _REPEAT_3,
    4: "on entering combat",
    5: "on killing <?3|[{creature:4}|anything]|a player>" + _PAUSE_1,
    6: "on dying",
    7: "on evading",
    8: "when hit by [{spell:1}|[a spell of {flags.SpellSchoolMask:2}|any spell]]" + _PAUSE_3,
    9: "while its target is {n:1-2} yards away" + _REPEAT_3,
    10: "out of combat, when " + _SIGHT,
    11: "on respawning<1|| on map {n:2}| in area {n:3}>",
    12: "while its target's health is {n:1-2} %" + _REPEAT_3,
    13: "while its target casts [{spell:3}|a spell]" + _REPEAT_1,
    14: "while a friend within {n:2} yards lacks {n:1} health" + _REPEAT_3,
    15: "while a friend within {n:1} yards is under crowd control" + _REPEAT_2,
    16: "while a friend within {n:2} yards lacks {spell:1}" + _REPEAT_3,
    17: "on summoning [{creature:1}|any creature]" + _PAUSE_2,
    18: "while its target's mana is {n:1-2} %" + _REPEAT_3,
    19: "when a player accepts [{quest:1}|any quest] from it" + _PAUSE_2,
    20: "when a player hands in [{quest:1}|any quest] to it" + _PAUSE_2,
    21: "on reaching home",
    22: "when a player uses the emote {enum.TextEmotes:1} on it" + _PAUSE_2,
    23: "while it <?2|lacks {spell:1}|has {spell:1} at least {n:2} times>" + _REPEAT_3,
    24: "while its target has {spell:1} at least {n:2} times" + _REPEAT_3,
    25: "on reset (spawn, respawn, end of combat)",
    26: "in combat, when " + _SIGHT,
    27: "when a passenger boards it" + _PAUSE_1,
    28: "when a passenger leaves it" + _PAUSE_1,
    29: "<?1|on being charmed|when the charm on it ends>",
    30: "on charming a target",
    31: "when [{spell:1}|[its spell of {flags.SpellSchoolMask:2}|its spell]] hits a target"
    + _PAUSE_3,
    32: "on taking [{n:1-2} ]damage" + _PAUSE_3,
    33: "on dealing [{n:1-2} ]damage" + _PAUSE_3,
    34: f"on finishing {_MOVEMENTS}[ at point {{n:2}}]",
    35: "when its summoned [{creature:1}|creature] despawns" + _PAUSE_2,
    36: "when its corpse is removed",
    37: "when its script starts",
    38: "when data {n:1} is set to {n:2}" + _PAUSE_3,
    39: "on starting [waypoint {n:1}|a waypoint][ of path {n:2}]",
    40: "on reaching [waypoint {n:1}|any waypoint][ of path {n:2}]",
    41: "when a player boards the transport",
    42: "when [{creature:1}|any creature] boards the transport",
    43: "when a player leaves the transport",
    44: "when the transport reaches point {n:1}",
    45: "when a player[ of the {enum.Team:1}] enters the instance" + _PAUSE_2,
    46: "when a player enters the area trigger[ {n:1}]",
    47: "when the quest is accepted",
    48: "when an objective of the quest is completed",
    49: "when the quest is completed",
    50: "when the quest is rewarded",
    51: "when the quest fails",
    52: "after text group {n:1} was spoken[ by {creature:2}]",
    53: "on being healed[ by {n:1-2}]" + _PAUSE_3,
    54: "on being summoned",
    55: "on pausing at [waypoint {n:1}|any waypoint][ of path {n:2}]",
    56: "on walking on from [waypoint {n:1}|any waypoint][ of path {n:2}]",
    57: "on stopping at [waypoint {n:1}|any waypoint][ of path {n:2}]",
    58: "at the end of [path {n:2}|its path][, waypoint {n:1}]",
    59: "when timed event {n:1} is triggered",
    60: "in and out of combat, " + _TIMER,
    LINK: "then",
    62: "when a player picks option {n:2} of gossip menu {n:1}",
    63: "on being created",
    64: "when a player talks to it<1|| (gossip only)| (use reports only)>",
    65: "when following ends",
    66: "when its phase becomes one of {hex:1}",
    67: "while it stands behind its target" + _REPEAT_1,
    68: "when {game event:1} starts",
    69: "when {game event:1} ends",
    70: "when its loot state becomes <1|not ready|ready|activated|just deactivated>",
    71: "when gameobject event {n:1} fires",
    72: "when action {n:1} is done",
    73: "when clicked",
    74: "while a friend[ within {n:5} yards] has {n:1-2} % health" + _REPEAT_3,
    75: "while [creature spawn {n:1}|{creature:2}] is within {n:3} yards[, checked every {ms:4}]",
    76: "while [gameobject spawn {n:1}|{gameobject:2}] is within {n:3} yards"
    "[, checked every {ms:4}]",
    77: "when counter {n:1} reaches {n:2}" + _PAUSE_3,
    78: "when the scene starts",
    79: "when the scene triggers",
    80: "when the scene is cancelled",
    81: "when the scene ends",
    82: "when its summoned [{creature:1}|creature] dies" + _PAUSE_2,
    83: "after casting {spell:1}" + _PAUSE_2,
    84: "when its cast of {spell:1} fails" + _PAUSE_2,
    85: "on beginning to cast {spell:1}" + _PAUSE_2,
    86: "on despawning",
    87: "when its game event trigger is sent",
    88: "when a player leaves the area trigger",
    89: "when {spell:1} is applied to it" + _PAUSE_2,
    90: "when {spell:1} is removed from it" + _PAUSE_2,
}

IN_LIST = "[after {ms:1-2}|at once]"
"""The event of a row in a timed action list: the wait since the row before it."""
