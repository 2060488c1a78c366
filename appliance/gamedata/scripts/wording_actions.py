"""SmartAI actions in words: what the creature, or the target, does.

Parameters are action_param1..7 (SmartScriptMgr.h: SMART_ACTION, SmartAction). Two more are not
columns: 8 is the creature template that speaks, 0 when only the server knows; 9 is 1 when the
target is somebody else (see smart_words).
"""

from __future__ import annotations

from collections.abc import Mapping

from appliance.gamedata.realm import Branch

TALK = 1
SIMPLE_TALK = 84
CROSS_CAST = 86
TIMED_LIST, RANDOM_TIMED_LIST, TIMED_LIST_RANGE = 80, 87, 88

_CAST_HOW = "[ ({flags.SmartCastFlags:2})]"
_SUMMON = (
    "<2||, gone after {ms:3} or when dead|, gone after {ms:3} or when its corpse decays"
    "|, gone after {ms:3}|, gone after {ms:3} out of combat|, gone when its corpse decays"
    "|, gone {ms:3} after its death|, gone when dead|, until it is told to go>"
)
_LOOT_STATE = "<1|not ready|ready|activated|just deactivated>"
_MOVE_TYPE = "{enum.UnitMoveType:1}"
_BYTES = (
    "<2|stand state {enum.UnitStandStateType:1}|pet talents {n:1}"
    "|visibility flags {hex:1}|anim tier {n:1}>"
)
_LIST_WHEN = "<2|, out of combat|, in combat|, in and out of combat>"

ACTIONS: Mapping[int, str] = {
    0: "does nothing",
    TALK: "says {text:1,8}",
    2: "changes to [{faction template:1}|its own faction]",
    3: "takes the look of [{creature:1}|[display {n:2}|itself again]]",
    4: "plays sound {n:1}<?2|| to the player who caused it>",
    5: "shows the emote {enum.Emote:1}",
    6: "fails {quest:1}",
    7: "<?2|offers|adds to the log> {quest:1}",
    8: "becomes {enum.ReactStates:1}",
    9: "activates the gameobject",
    10: "shows one of the emotes {any.enum.Emote:1-6}",
    11: "casts {spell:1}" + _CAST_HOW + "[, at most {n:4} targets]",
    12: "summons {creature:1}" + _SUMMON + "<?4||, which attacks whoever caused it>"
    "<5||, seen by the summoner only|>",
    13: "changes the target's threat[ by +{n:1} %][ by -{n:2} %]",
    14: "changes all threat[ by +{n:1} %][ by -{n:2} %]",
    15: "credits the event or exploration of {quest:1}",
    16: "<?2|leaves|enters> phase group {n:1}",
    17: "keeps up the emote {enum.Emote:1}",
    18: "sets the unit flags<?2|| 2> {flags.UnitFlags:1}",
    19: "removes the unit flags<?2|| 2> {flags.UnitFlags:1}",
    20: "<?1|stops|starts> attacking with weapons",
    21: "<?1|stands still|moves> in combat",
    22: "goes to phase {n:1}",
    23: "goes [{n:1} phases up|{n:2} phases down]",
    24: "evades to <?1|its spawn point|its home position>",
    25: "flees for help<?1||, saying so>",
    26: "credits the event or exploration of {quest:1} to the group",
    27: "ends combat",
    28: "removes [{n:2} charges of ][{spell:1}|all auras]<?3|| (its own only)>",
    29: "follows[ at {n:1} yards][, angle {n:2}][ until it reaches {creature:3}]"
    "<?5|[, then credits {creature:4}]|[, then credits {quest:4}]>",
    30: "goes to one of the phases {any.n:1-6}",
    31: "goes to a random phase of {n:1,2}",
    32: "resets the gameobject",
    33: "credits a kill of {creature:1}",
    34: "<?3|sets instance data {n:1} to {n:2}"
    "|sets boss {n:1} to <2|not started|in progress|failed|done|special|to be decided>>",
    35: "stores the target as instance data {n:1}",
    36: "turns into {creature:1}<?2||, with its level>",
    37: "dies",
    38: "pulls everyone of the zone into combat",
    39: "calls for help[ within {n:1} yards]<?2||, saying so>",
    40: "<1|puts its weapons away|draws its melee weapons|draws its ranged weapon>",
    41: "despawns[ after {ms:1}][, comes back after {s:2}]",
    42: "cannot fall below [{n:2} %|{n:1}] health",
    43: "mounts [{creature:1}|[display {n:2}|nothing (dismounts)]]",
    44: "enters phase mask {hex:1}",
    45: "sets data {n:1} to {n:2}",
    46: "stops attacking",
    47: "becomes <?1|invisible|visible>",
    48: "<?1|is no longer kept active|stays active without players>",
    49: "attacks",
    50: "summons {gameobject:1}[, gone after {s:2}]",
    51: "kills",
    52: "sends on taxi path {n:1}",
    53: "<1|walks|runs|flies> path {n:2}<?3||, again and again>[ for {quest:4}]"
    "[, despawns {ms:5} after]",
    54: "pauses its path[ for {ms:1}]",
    55: "stops its path[, despawns after {ms:1}][, <?3|completes|fails> {quest:2}]",
    56: "gives {n:2} x {item:1}",
    57: "takes {n:2} x {item:1}",
    58: "uses AI template {n:1}",
    59: "<?1|walks|runs> from now on",
    60: "<?1|obeys|defies> gravity",
    61: "<?1|stops swimming|swims>",
    62: "teleports to map {n:1}",
    63: "<?3|adds {n:2} to counter {n:1}|sets counter {n:1} to {n:2}>",
    64: "remembers the targets as list {n:1}",
    65: "resumes its path",
    66: "turns to face",
    67: "starts timed event {n:1} after {ms:2,3}[, again every {ms:4,5}][, chance {n:6} %]",
    68: "plays movie {n:1}",
    69: "moves there[ (point {n:1})]<?3||, straight>[, up to {n:4} yards]",
    70: "makes the gameobject appear[ for {s:1}]",
    71: "takes up [equipment set {n:1}|[{all.item:3-5}|nothing]]",
    72: "closes the gossip window",
    73: "triggers timed event {n:1}",
    74: "cancels timed event {n:1}",
    75: "adds the aura {spell:1}",
    76: "lets another object run its script",
    77: "runs its script itself again",
    78: "resets its script",
    79: "fights from {n:1} yards[, angle {n:2}]",
    TIMED_LIST: "starts timed list {n:1}" + _LIST_WHEN,
    81: "sets its NPC flags to {flags.NPCFlags:1}",
    82: "adds the NPC flags {flags.NPCFlags:1}",
    83: "removes the NPC flags {flags.NPCFlags:1}",
    SIMPLE_TALK: "says {text:1,8}",
    85: "<?9|casts {spell:1} on itself|lets the target cast {spell:1} on itself>" + _CAST_HOW,
    CROSS_CAST: "lets others cast {spell:1}" + _CAST_HOW,
    RANDOM_TIMED_LIST: "starts one of the timed lists {any.n:1-6}",
    TIMED_LIST_RANGE: "starts one of the timed lists {n:1,2}",
    89: "[wanders up to {n:1} yards|stops wandering]",
    90: "sets " + _BYTES,
    91: "removes " + _BYTES,
    92: "interrupts [{spell:2}|its cast]",
    93: "plays the gameobject's animation {n:1}",
    94: "sets the dynamic flags to {hex:1}",
    95: "adds the dynamic flags {hex:1}",
    96: "removes the dynamic flags {hex:1}",
    97: "jumps there (speed {n:1}, height speed {n:2})",
    98: "shows gossip menu {n:1} with text {n:2}",
    99: f"sets the loot state {_LOOT_STATE}",
    100: "passes on target list {n:1}",
    101: "makes the place its home",
    102: "<?1|stops|starts> regenerating health",
    103: "is <?1|free to move|rooted>",
    104: "sets the gameobject flags to {hex:1}",
    105: "adds the gameobject flags {hex:1}",
    106: "removes the gameobject flags {hex:1}",
    107: "summons creature group {n:1}<?2||, which attacks whoever caused it>",
    108: "sets {enum.Powers:1} to {n:2}",
    109: "adds {n:2} {enum.Powers:1}",
    110: "removes {n:2} {enum.Powers:1}",
    111: "stops {game event:1}",
    112: "starts {game event:1}",
    113: "walks the nearest of the paths {any.n:1-7}",
    114: "moves by an offset",
    115: "plays one of the sounds {any.n:1-4}<?5|| to the player who caused it>",
    116: "leaves a corpse for {s:1}",
    117: "<?1|evades|does not evade> any more",
    118: "sets the gameobject {enum.GOState:1}",
    119: "<?1|stops flying|flies>",
    120: "removes auras of type {enum.AuraType:1}",
    121: "sees {n:1} yards far",
    122: "flees for {ms:1}",
    123: "changes the target's threat[ by +{n:1}][ by -{n:2}]",
    124: "takes up [equipment set {n:1}|no equipment]",
    125: "triggers one of the timed events {n:1,2}",
    126: "removes its gameobjects",
    127: "pauses its movement[ for {ms:2}]",
    128: "plays anim kit {n:1}",
    129: "plays scene {n:1}",
    130: "cancels scene {n:1}",
    131: "spawns spawn group {n:1}[ after {s:2,3}]",
    132: "despawns spawn group {n:1}[ after {s:2,3}]",
    133: "respawns <?1|creature|gameobject> spawn {n:2}",
    134: "lets whoever caused it cast {spell:1}" + _CAST_HOW,
    135: "plays cinematic {n:1}",
    136: f"sets its {_MOVE_TYPE} speed to {{decimal:2,3}}",
    137: "plays spell visual kit {n:1}",
    138: "changes the light of zone {n:1} to {n:3}",
    139: "changes the weather of zone {n:1} to {n:2}",
    140: "plays AI anim kit {n:1}",
    141: "<?1|stops hovering|hovers>",
    142: "has {n:1} % health",
    143: "starts conversation {n:1}",
    144: "<?1|can be attacked by|is immune to> players",
    145: "<?1|can be attacked by|is immune to> creatures",
    146: "<?1|can|can no longer> be interacted with",
    147: "makes the gameobject do: {enum.GameObjectActions:1}",
    148: "adds the targets to list {n:1}",
    149: "becomes a clone that only the player sees[, for {ms:2}]",
    150: "triggers game event {n:1}",
    151: "does action {n:1}",
    152: "completes {quest:1}",
    153: "credits having talked to it",
    154: "ends conversation {n:1}",
    155: "enters the vehicle[ on seat {n:1}]",
    156: "takes aboard[ on seat {n:1}]",
    157: "leaves the vehicle",
    158: "resumes its movement[ after {ms:2}]",
}

_MASTER: Mapping[int, str] = {
    12: "summons {creature:1}" + _SUMMON + "[, {n:6} of them]",
    44: "<?2|leaves|enters> phase {n:1}",
}
"""Where master means something else."""


CHOOSES_TARGET = frozenset({11, 28, 51, 75, CROSS_CAST, 134})
"""Actions for which it matters that the target is the creature itself."""


def action(branch: Branch, number: int) -> str | None:
    """The template of an action, None for one without words."""
    text = ACTIONS.get(number)
    return _MASTER.get(number, text) if branch is Branch.MASTER else text
