"""The tools about standings with factions."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.errors import InvalidArgument, NotFound
from appliance.formulas.reactions import Reaction
from appliance.formulas.reputation import first_standing, span_of, spans
from appliance.gamedata import characters, client, names, sides
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.reputation import standings
from appliance.gamedata.world import factions as known_factions
from appliance.gamedata.world.factions import BaseStanding, Faction
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded, flags
from appliance.tools.models import Coded
from appliance.tools.progress.reputation_models import (
    CharacterStanding,
    FactionFacts,
    GetReputationStanding,
    Rank,
    ReputationStanding,
    StartingStanding,
)
from appliance.tools.registry import Sources, tool

SOURCES = "client: Faction, QuestFactionReward; characters: characters, character_reputation"
_FLAGS = {Branch.WRATH: "FactionFlags", Branch.MASTER: "ReputationFlags"}


@tool(
    "get-reputation-standing",
    title="Reputation standing",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=10,
    sources=Sources(wrath=SOURCES, master=SOURCES),
)
async def get_reputation_standing(
    query: GetReputationStanding, context: ToolContext
) -> ReputationStanding:
    """Name the rank of a reputation value, how far it is to the next, where races and classes
    begin with the faction, and with `characterId` what that character really has."""
    realm, locale = context.realm, query.locale.value
    notes: list[str] = []
    faction = await find_faction(realm, query.faction_id, query.faction_name, locale, notes)
    own = await _character(realm, query.character_id, faction)
    standing = own.standing if own is not None else query.current_reputation
    span, known = span_of(standing), enums(realm.branch)
    following = Reaction(span.rank + 1) if span.rank < Reaction.EXALTED else None
    return ReputationStanding(
        source=realm.source,
        faction_id=query.faction_id,
        faction=None if faction is None else await _facts(realm, faction, locale),
        standing=standing,
        rank=coded(known, "ReputationRank", span.rank),
        into_rank=standing - span.first,
        rank_points=span.last - span.first + 1,
        next_rank=None if following is None else coded(known, "ReputationRank", following),
        to_next_rank=None if following is None else first_standing(following) - standing,
        ranks=[
            Rank(rank=coded(known, "ReputationRank", each.rank), first=each.first, last=each.last)
            for each in spans()
        ],
        starting=_starting(realm, query, faction),
        character=own,
        formula="standing = where race and class begin + stored points; ranks begin at "
        f"{', '.join(str(each.first) for each in spans())} (ReputationMgr)",
        notes=notes,
    )


async def find_faction(
    realm: Realm, number: int, name: str, locale: str, notes: list[str]
) -> Faction | None:
    """The faction; None, with a note, where the client's Faction is not at hand.

    Raises:
        NotFound: there is the table, and no such faction in it.
    """
    if not await client.has(realm, "Faction"):
        missing = realm.client.missing("Faction")
        notes.append(f"The faction's name and where players begin are not known: {missing}")
        return None
    found = (await known_factions.factions(realm, [number], locale)).get(number)
    if found is None:
        raise NotFound(f"there is no faction {number}", hint="query-dbc reads the table Faction")
    if not found.has_reputation:
        raise NotFound(f"players have no standing with faction {number} ({found.name})")
    if found.name.casefold() != name.strip().casefold():
        notes.append(f"factionName does not fit: faction {number} is {found.name} here.")
    return found


async def _character(
    realm: Realm, guid: int | None, faction: Faction | None
) -> CharacterStanding | None:
    if guid is None:
        return None
    if faction is None:
        raise InvalidArgument(
            "characterId: where a character begins is in the client's Faction, which is not at hand"
        )
    character = await characters.find(realm, guid=guid)
    found = await standings.standing(realm, character, faction)
    return CharacterStanding(
        guid=character.guid,
        name=character.name,
        base=found.base,
        stored=found.stored,
        standing=found.total,
        flags=flags(enums(realm.branch), _FLAGS[realm.branch], found.flags),
    )


async def _facts(realm: Realm, faction: Faction, locale: str) -> FactionFacts:
    parents = await names.faction_names(realm, [faction.parent], locale) if faction.parent else {}
    known = enums(realm.branch)
    return FactionFacts(
        id=faction.id,
        name=faction.name,
        description=faction.description or None,
        parent=Coded(id=faction.parent, name=parents.get(faction.parent))
        if faction.parent
        else None,
        begins=_begins(known, _FLAGS[realm.branch], faction.bases),
    )


def _begins(known: Enums, flag_names: str, bases: Iterable[BaseStanding]) -> list[StartingStanding]:
    return [
        StartingStanding(
            races=flags(known, "RaceMask", base.races) if base.races else None,
            classes=flags(known, "ClassMask", base.classes) if base.classes else None,
            standing=base.standing,
            flags=flags(known, flag_names, base.flags),
        )
        for base in bases
        if base.races or base.classes
    ]


def _starting(realm: Realm, query: GetReputationStanding, faction: Faction | None) -> int | None:
    if query.race_id is None and query.class_id is None:
        return None
    if query.race_id is None or query.class_id is None:
        raise InvalidArgument("raceId and classId: give both, a start depends on both")
    race = sides.race_bit(realm, query.race_id)
    if not race:
        raise InvalidArgument(f"raceId: this branch has no race {query.race_id}")
    if query.class_id not in enums(realm.branch).values("Classes"):
        raise InvalidArgument(f"classId: this branch has no class {query.class_id}")
    if faction is None:
        return None
    base = faction.base_of(race, query.class_id)
    return base.standing if base else 0
