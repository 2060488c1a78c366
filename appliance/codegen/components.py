"""C++ for parts of a bot: a strategy, a state machine, a handler of events.

The code uses what TrinityCore's 3.3.5 and master branches share, so one text serves both. Each
kind keeps its rule in a static function without the world, which the tests of the kind call.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from appliance.codegen.files import File, fill, names_in
from appliance.codegen.names import check_identifier, check_namespace, check_stem, comment, guard
from appliance.errors import InvalidArgument

MOST_DESCRIPTION = 2000
"""Letters of a description."""


class ComponentType(StrEnum):
    """What kind of part."""

    AI_STRATEGY = "ai_strategy"
    STATE_MANAGER = "state_manager"
    EVENT_HANDLER = "event_handler"


class Role(StrEnum):
    """What a bot is for in its group."""

    TANK = "tank"
    HEALER = "healer"
    DPS = "dps"


@dataclass(frozen=True, slots=True)
class Component:
    """What is wanted. `stem` is the name of the files without suffix; the class' when None."""

    component_type: ComponentType
    class_name: str
    role: Role
    namespace: str
    description: str = ""
    tests: bool = False
    stem: str | None = None


_PURPOSES = {
    (ComponentType.AI_STRATEGY, Role.TANK): "Tank: holds the enemies that attack the group.",
    (ComponentType.AI_STRATEGY, Role.HEALER): "Healer: keeps the group alive.",
    (ComponentType.AI_STRATEGY, Role.DPS): "Damage: assists the group against one enemy.",
    (ComponentType.STATE_MANAGER, Role.TANK): "Tank: rests for health, hardly for mana.",
    (ComponentType.STATE_MANAGER, Role.HEALER): "Healer: rests for mana early.",
    (ComponentType.STATE_MANAGER, Role.DPS): "Damage: rests for health and mana alike.",
    (ComponentType.EVENT_HANDLER, Role.TANK): "Tank: also hears of enemies its group kills.",
    (ComponentType.EVENT_HANDLER, Role.HEALER): "Healer: also hears of deaths in its group.",
    (ComponentType.EVENT_HANDLER, Role.DPS): "Damage: also hears of its own kills.",
}
_SPELL_USES = {
    Role.TANK: "a taunt, for enemies that attack somebody else",
    Role.HEALER: "a heal",
    Role.DPS: "an attack",
}
_REST_MARKS = {
    # Percent: rest below this health, until this; the same of mana. Our own choice.
    Role.TANK: ("70.0", "95.0", "20.0", "50.0"),
    Role.HEALER: ("50.0", "80.0", "60.0", "90.0"),
    Role.DPS: ("50.0", "80.0", "40.0", "70.0"),
}
_ROLE_EVENTS = {
    Role.TANK: "EnemyKilled   // by the group. Value: its entry, Other: the enemy",
    Role.HEALER: "AllyDied      // of the group. Other: who died",
    Role.DPS: "Killed        // by the bot. Value: entry of a creature, Other: who was killed",
}
_KILL_HOOK = "    void OnCreatureKill(Player* killer, Creature* killed) override;\n"


def bot_component(wanted: Component) -> list[File]:
    """Header, source and, when asked for, a test for Catch2 as TrinityCore's own tests use it.

    Raises:
        InvalidArgument: a name cannot be used in C++ or collides with the code around it.
    """
    stem = wanted.stem or wanted.class_name
    _check(wanted, stem)
    header = f"{stem}.h"
    words = {"class_name": wanted.class_name, "namespace": wanted.namespace, "header": header}
    files = [
        File(header, _header(wanted, stem)),
        File(f"{stem}.cpp", _source(wanted, words)),
    ]
    if wanted.tests:
        files.append(File(f"{stem}Test.cpp", _test(wanted, words)))
    return files


def _check(wanted: Component, stem: str) -> None:
    taken = frozenset().union(*map(names_in, _templates(wanted)))
    check_identifier(wanted.class_name, "className", taken=taken)
    types = frozenset(name for name in taken if name[0].isupper())
    # Its own name in its own namespace would be ambiguous wherever `using` brings it in.
    check_namespace(wanted.namespace, "namespace", taken=types | {wanted.class_name})
    if len(wanted.description) > MOST_DESCRIPTION:
        raise InvalidArgument(f"description has more than {MOST_DESCRIPTION} letters")
    check_stem(stem)


def _templates(wanted: Component) -> list[str]:
    """The templates that `wanted` is made of."""
    kind, role = wanted.component_type, wanted.role
    names = [f"{kind}.h.txt", f"{kind}.cpp.txt"]
    if kind is not ComponentType.STATE_MANAGER:
        names.append(f"{kind}_{role}.cpp.txt")
    if kind is ComponentType.AI_STRATEGY:
        names += [_gather(role), f"{kind}_{role}_test.cpp.txt"]
    return [*names, f"{kind}_test.cpp.txt"]


def _header(wanted: Component, stem: str) -> str:
    kind, role = wanted.component_type, wanted.role
    values = {
        "guard": guard(wanted.namespace, stem),
        "class_name": wanted.class_name,
        "namespace": wanted.namespace,
        "description": comment(wanted.description or f"{wanted.class_name} of a bot."),
        "purpose": _PURPOSES[kind, role],
    }
    match kind:
        case ComponentType.AI_STRATEGY:
            return fill("ai_strategy.h.txt", spell_use=_SPELL_USES[role], **values)
        case ComponentType.STATE_MANAGER:
            return fill("state_manager.h.txt", **values)
        case ComponentType.EVENT_HANDLER:
            hooks = "" if role is Role.HEALER else _KILL_HOOK
            event = _ROLE_EVENTS[role]
            return fill("event_handler.h.txt", role_event=event, role_hooks=hooks, **values)


def _source(wanted: Component, words: dict[str, str]) -> str:
    role, name = wanted.role, {"class_name": wanted.class_name}
    match wanted.component_type:
        case ComponentType.AI_STRATEGY:
            gather = fill(_gather(role), **name)
            rule = fill(f"ai_strategy_{role}.cpp.txt", **name)
            return fill("ai_strategy.cpp.txt", gather=gather, role=rule, **words)
        case ComponentType.STATE_MANAGER:
            return fill("state_manager.cpp.txt", **_marks(role), **words)
        case ComponentType.EVENT_HANDLER:
            hooks = fill(f"event_handler_{role}.cpp.txt", **name).rstrip("\n")
            return fill("event_handler.cpp.txt", role=hooks, **words)


def _test(wanted: Component, words: dict[str, str]) -> str:
    match wanted.component_type:
        case ComponentType.AI_STRATEGY:
            template = f"ai_strategy_{wanted.role}_test.cpp.txt"
            cases = fill(template, class_name=wanted.class_name).rstrip("\n")
            return fill("ai_strategy_test.cpp.txt", role=cases, **words)
        case ComponentType.STATE_MANAGER:
            return fill("state_manager_test.cpp.txt", **_marks(wanted.role), **words)
        case ComponentType.EVENT_HANDLER:
            return fill("event_handler_test.cpp.txt", **words)


def _gather(role: Role) -> str:
    return f"ai_strategy_{'allies' if role is Role.HEALER else 'enemies'}.cpp.txt"


def _marks(role: Role) -> dict[str, str]:
    names = ("rest_below_health", "rested_health", "rest_below_mana", "rested_mana")
    return dict(zip(names, _REST_MARKS[role], strict=True))
