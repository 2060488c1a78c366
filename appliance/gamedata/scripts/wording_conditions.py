"""Conditions in words (ConditionMgr.h: ConditionTypes; values are ConditionValue1..3).

Each is subject, verb and rest, so that its opposite can be said. An empty subject is the one the
condition's source and target name ("the player").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from appliance.gamedata.realm import Branch


class Wording(NamedTuple):
    """Templates of a condition."""

    verb: str
    rest: str
    subject: str = ""


OPPOSITE = {
    "has": "does not have",
    "has been rewarded for": "has not been rewarded for",
    "has completed": "has not completed",
    "has done": "has not done",
    "has not taken": "has taken",
    "is": "is not",
    "knows": "does not know",
    "wears": "does not wear",
    "always": "never",
}
"""What a negative condition says instead of the verb."""

_COMPARED = "<{}|exactly|more than|less than|at least|at most>"
_LEVEL, _HEALTH, _DISTANCE = (_COMPARED.format(n) for n in (2, 2, 3))
_COUNT = _COMPARED.format(3)
_OTHER = "<1|the first target|the second target|the third target>"
_RELATIONS = (
    "<2|the same as|in a party with|in a raid or party with|owned by|a passenger of|summoned by>"
)
_BOSS = "<2|not started|in progress|failed|done|special|to be decided>"

CONDITIONS: Mapping[int, Wording] = {
    0: Wording("always", "true", "this is"),
    1: Wording("has", "the aura {spell:1}<2||, effect 1|, effect 2>"),
    2: Wording("has", "at least {n:2} x {item:1}<?3|| (bank included)>"),
    3: Wording("wears", "{item:1}"),
    4: Wording("is", "in zone {n:1}"),
    5: Wording("is", "{ranks:2} with {faction:1}"),
    6: Wording("is", "of the {enum.Team:1}"),
    7: Wording("has", "{skill:1} at {n:2} or more"),
    8: Wording("has been rewarded for", "{quest:1}"),
    9: Wording("has", "{quest:1} in progress"),
    10: Wording("is", "<1|sober|tipsy|drunk|smashed> or worse"),
    11: Wording("is", "{n:2}", "world state {n:1}"),
    12: Wording("is", "active", "{game event:1}"),
    13: Wording(
        "is",
        f"<3|{{n:2}}|{{n:2}}|{_BOSS}|{{n:2}}>",
        "<3|instance data {n:1}|instance guid data {n:1}|boss {n:1}|instance data (64 bits) {n:1}>",
    ),
    14: Wording("has not taken", "{quest:1} (nor finished it)"),
    15: Wording("is", "of the class {classes:1}"),
    16: Wording("is", "of the race {races:1}"),
    17: Wording("has", "achievement {n:1}"),
    18: Wording("has", "title {n:1}"),
    19: Wording("is", "in a map of spawn mask {hex:1}"),
    20: Wording("is", "{enum.Gender:1}"),
    21: Wording("has", "the unit state {hex:1}"),
    22: Wording("is", "on map {n:1}"),
    23: Wording("is", "in area {n:1}"),
    24: Wording("is", "a creature of type {enum.CreatureType:1}"),
    25: Wording("knows", "{spell:1}"),
    26: Wording("is", "in phase mask {hex:1}"),
    27: Wording("is", f"of level {_LEVEL} {{n:1}}"),
    28: Wording("has completed", "{quest:1} without taking the reward"),
    29: Wording("is", "within {n:2} yards of <?3|a living|a dead> {creature:1}"),
    30: Wording("is", "within {n:2} yards of {gameobject:1}"),
    31: Wording("is", "{object:1,2}[, spawn {n:3}]"),
    32: Wording("is", "a {types:1}"),
    33: Wording("is", f"{_RELATIONS} {_OTHER}"),
    34: Wording("is", f"{{ranks:2}} to {_OTHER}"),
    35: Wording("is", f"{_DISTANCE} {{n:2}} yards from {_OTHER}"),
    36: Wording("is", "alive"),
    37: Wording("has", f"{_HEALTH} {{n:1}} health"),
    38: Wording("has", f"{_HEALTH} {{n:1}} % health"),
    39: Wording("has", "achievement {n:1}", "someone of the realm"),
    40: Wording("is", "in water"),
    41: Wording("is", "in terrain swap {n:1}"),
    42: Wording("is", "<?1|in the stand state {enum.UnitStandStateType:2}|<2|standing|sitting>>"),
    43: Wording("has done", "the daily {quest:1} today"),
    44: Wording("is", "charmed"),
    45: Wording("has", "a {pet types:1}"),
    46: Wording("is", "on a taxi"),
    47: Wording("has", "{quest:1} {quest states:2}"),
    48: Wording("has", "{n:3} of objective {n:2} of {quest:1}"),
    49: Wording("is", "on difficulty {n:1}"),
    50: Wording("is", "<1|in game master mode|allowed to be a game master>"),
    51: Wording("is", "{object of today:1,2}[, spawn {n:3}]"),
    52: Wording("is", "a {types of today:1}"),
    53: Wording("has", f"{_COUNT} {{n:2}} battle pets of species {{n:1}}"),
    54: Wording("is", "on scenario step {n:1}"),
    55: Wording("is", "watching scene {n:1}"),
    56: Wording("is", "as player condition {n:1} of the client demands"),
    57: Wording("is", "seen by one player only"),
    58: Wording("has", "the string id of the row"),
}

_MASTER: Mapping[int, Wording] = {
    26: Wording("is", "in phase {n:1}"),
    48: Wording("has", "{n:3} of quest objective {n:1}"),
}
"""Where master means something else."""

_PLAYER = ("the player",)
_LOOTER = ("the player who loots",)
SUBJECTS: Mapping[int, tuple[str, ...]] = {
    **dict.fromkeys(range(1, 13), _LOOTER),
    13: ("the possible target", "the caster"),
    14: ("the player", "the creature or gameobject"),
    15: ("the player", "the creature or gameobject"),
    16: ("the player", "the vehicle"),
    17: ("the caster", "the target"),
    18: ("the one who clicks", "the one clicked"),
    19: _PLAYER,
    21: ("the player", "the vehicle"),
    22: ("whoever caused the event", "the owner of the script"),
    23: ("the player", "the vendor"),
    24: ("the one whose aura it is", "the other one"),
    25: _PLAYER,
    26: _PLAYER,
    27: _PLAYER,
    28: _PLAYER,
    29: _PLAYER,
    30: _PLAYER,
    31: _PLAYER,
    32: ("the object", "the player"),
    33: ("the map",),
}
"""Who a condition is about, by ConditionSourceType and ConditionTarget."""


def wording(branch: Branch, condition: int) -> Wording | None:
    """The templates of a condition type, None for one without words."""
    found = CONDITIONS.get(condition)
    return _MASTER.get(condition, found) if branch is Branch.MASTER else found


def subject(source: int, target: int) -> str:
    """Who a condition of this source type is about."""
    subjects = SUBJECTS.get(source, _PLAYER)
    return subjects[target] if target < len(subjects) else f"target {target}"
