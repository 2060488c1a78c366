"""Members of a group as a caller names them: characters of the realm, or classes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound
from appliance.gamedata import names, sides
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import enums
from appliance.gamedata.groups import abilities, members
from appliance.gamedata.groups.abilities import Ability
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.models import Coded, ToolInput, ToolOutput

MOST_MEMBERS = 40


class Role(StrEnum):
    """What a member does."""

    TANK = "tank"
    HEALER = "healer"
    MELEE = "melee_dps"
    RANGED = "ranged_dps"
    DAMAGE = "dps"


class Bot(ToolInput):
    """A member: a character of the realm, or any player of a class."""

    character_id: Annotated[
        int | None, Field(ge=1, le=2**63 - 1, description="guid; the spells it knows count.")
    ] = None
    class_id: Annotated[
        int | None, Field(ge=1, le=255, description="All spells of the class count.")
    ] = None
    class_name: Annotated[str | None, Field(min_length=1, max_length=40)] = None
    spec_id: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Master only.")] = None
    level: Annotated[int | None, Field(ge=1, le=255, description="None: any level.")] = None
    race: Annotated[int | None, Field(ge=1, le=255)] = None
    role: Annotated[Role | None, Field(strict=False)] = None
    name: Annotated[str | None, Field(min_length=1, max_length=60)] = None


Bots = Annotated[
    list[Bot],
    Field(
        max_length=MOST_MEMBERS,
        description="Members, each with one of characterId, classId and className.",
    ),
]


class MemberOut(ToolOutput):
    """A member as it was understood."""

    member: Annotated[int, Field(description="Its number in this answer, from 1.")]
    name: str | None = None
    character_id: int | None = None
    player_class: Coded
    race: Coded | None = None
    level: int | None = None
    role: Role | None = None
    specialization_id: int | None = None
    spells_from: Annotated[
        str, Field(description="character: what it knows; class: what the class can have.")
    ]


@dataclass(frozen=True, slots=True)
class Member:
    """A member with what its spells can do; of a spell's ranks only the highest."""

    shown: MemberOut
    abilities: tuple[Ability, ...]

    @property
    def place(self) -> int:
        """Its number in the answer."""
        return self.shown.member


@dataclass(frozen=True, slots=True)
class Team:
    """Members, and what cannot be known of them."""

    members: tuple[Member, ...]
    notes: tuple[str, ...]


async def team_of(realm: Realm, bots: Sequence[Bot], locale: str, *, field: str = "bots") -> Team:
    """Resolve members; every class once, every spell once.

    Raises:
        InvalidArgument: a member is named twice, in two ways, or not at all.
        NotFound: no such character.
        Unavailable: no client spells; or characters are asked for and there is no database.
    """
    await abilities.require_spells(realm)
    classes = [_class_of(realm, bot, f"{field}[{place}]") for place, bot in enumerate(bots)]
    guids = [bot.character_id for bot in bots if bot.character_id is not None]
    if len(set(guids)) < len(guids):
        raise InvalidArgument(f"{field}: a character is named twice")
    known = await members.characters(realm, guids)
    for place, bot in enumerate(bots):
        if bot.character_id is not None and bot.character_id not in known:
            raise NotFound(f"{field}[{place}].characterId: the realm has no such character")
    all_of = {one for one in classes if one is not None}
    if realm.branch is Branch.MASTER:
        all_of |= {one.class_id for one in known.values()}
    stored = await members.spells(realm, guids)
    async with concurrently() as questions:
        by_class = questions.ask(abilities.of_classes, realm, all_of, locale)
        learned = {spell for spells in stored.values() for spell in spells}
        own = questions.ask(abilities.of_spells, realm, learned, locale)
    full = [_filled(bot, one, known) for bot, one in zip(bots, classes, strict=True)]
    shown = await _shown(realm, full, locale)
    found = [
        Member(out, _spells_of(realm, bot, out, by_class.value, own.value, stored))
        for bot, out in zip(full, shown, strict=True)
    ]
    return Team(tuple(found), tuple(_notes(realm, bots)))


def _class_of(realm: Realm, bot: Bot, where: str) -> int | None:
    """The class the caller names; None for a character."""
    named = [bot.character_id, bot.class_id, bot.class_name]
    if sum(one is not None for one in named) != 1:
        raise InvalidArgument(f"{where}: give one of characterId, classId and className")
    known = enums(realm.branch).values("Classes")
    if bot.race is not None and not sides.race_bit(realm, bot.race):
        raise InvalidArgument(f"{where}.race: this branch has no race {bot.race}")
    if bot.class_id is not None:
        check_class(realm, bot.class_id, f"{where}.classId")
        return bot.class_id
    if bot.class_name is None:
        return None
    wanted = _plain(bot.class_name)
    for number, name in known.items():
        if number and _plain(name) == wanted:
            return number
    listed = ", ".join(name for number, name in known.items() if number)
    raise InvalidArgument(f"{where}.className: this branch has no such class", hint=listed)


def check_class(realm: Realm, class_id: int, where: str) -> None:
    """Refuse a class the branch does not have.

    Raises:
        InvalidArgument: names the argument.
    """
    if not class_id or class_id not in enums(realm.branch).values("Classes"):
        raise InvalidArgument(f"{where}: this branch has no class {class_id}")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalpha())


def _filled(bot: Bot, class_id: int | None, known: dict[int, members.Known]) -> Bot:
    """The member with what the database says of a character."""
    if bot.character_id is None:
        return bot.model_copy(update={"class_id": class_id})
    found = known[bot.character_id]
    return bot.model_copy(
        update={
            "class_id": found.class_id,
            "level": found.level,
            "race": found.race,
            "name": found.name or bot.name,
            "spec_id": found.specialization or bot.spec_id,
        }
    )


async def _shown(realm: Realm, bots: Sequence[Bot], locale: str) -> list[MemberOut]:
    class_ids = {bot.class_id for bot in bots if bot.class_id is not None}
    race_ids = {bot.race for bot in bots if bot.race is not None}
    classes = await names.class_names(realm, class_ids, locale)
    races = await names.race_names(realm, race_ids, locale)
    return [
        MemberOut(
            member=place,
            name=bot.name,
            character_id=bot.character_id,
            player_class=Coded(id=bot.class_id or 0, name=classes.get(bot.class_id or 0)),
            race=None if bot.race is None else Coded(id=bot.race, name=races.get(bot.race)),
            level=bot.level,
            role=bot.role,
            specialization_id=bot.spec_id,
            spells_from="class" if bot.character_id is None else "character",
        )
        for place, bot in enumerate(bots, start=1)
    ]


def _spells_of(
    realm: Realm,
    bot: Bot,
    shown: MemberOut,
    by_class: dict[int, list[Ability]],
    own: dict[int, Ability],
    stored: dict[int, set[int]],
) -> tuple[Ability, ...]:
    of_class = [
        one for one in by_class.get(shown.player_class.id, ()) if _can_have(realm, bot, one)
    ]
    if bot.character_id is None:
        return tuple(abilities.highest_ranks(of_class, bot.level))
    learned = [own[spell] for spell in sorted(stored[bot.character_id]) if spell in own]
    # Master stores no spell that comes by itself with a class or a specialization.
    given = [one for one in of_class if not one.chosen] if realm.branch is Branch.MASTER else []
    fitting = [one for one in given if bot.level is None or (one.level or 0) <= bot.level]
    return tuple(abilities.highest_ranks([*learned, *fitting]))


def _can_have(realm: Realm, bot: Bot, ability: Ability) -> bool:
    """Whether specialization and race, as far as they are known, allow the spell."""
    if ability.specializations and bot.spec_id is not None:
        if bot.spec_id not in ability.specializations:
            return False
    elif ability.specializations and bot.character_id is not None:
        return False
    if not ability.race_mask or bot.race is None:
        return True
    return bool(ability.race_mask & sides.race_bit(realm, bot.race))


def _notes(realm: Realm, bots: Collection[Bot]) -> list[str]:
    wrath = realm.branch is Branch.WRATH
    found = [
        "a spell counts with what it does, triggers, or what the creature it summons casts; what "
        "the server's scripts, glyphs, talents that change spells and items add is not known"
    ]
    if any(bot.character_id is None for bot in bots):
        found.append(
            "members named by class have every spell their class can have at their level; "
            "needsTalent marks what only a talent gives"
        )
    if any(bot.character_id is not None for bot in bots):
        found.append(
            "characters have the spells of character_spell and of their active talents; spells "
            "that come by themselves with a skill are not stored there"
            if wrath
            else "characters have the spells of character_spell and those of class and "
            "specialization; the talents they chose are not read"
        )
    if wrath and any(bot.spec_id is not None for bot in bots):
        found.append("specId counts for nothing: 3.3.5 has no specializations")
    return found
