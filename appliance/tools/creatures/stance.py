"""Whom a creature belongs to, and how it meets players."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from appliance.formulas.reactions import Reaction
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.realm import Realm
from appliance.gamedata.world import factions
from appliance.gamedata.world.factions import Template
from appliance.tools.decode import coded
from appliance.tools.models import Coded


class Stance(Coded):
    """A faction template. What is missing is in FactionTemplate and Faction of the client."""

    faction: Coded | None = None
    alliance: Annotated[str | None, Field(description="How it meets a player of the Alliance.")] = (
        None
    )
    horde: Annotated[str | None, Field(description="How it meets a player of the Horde.")] = None
    by_reputation: Annotated[
        bool | None,
        Field(description="Standing with the faction decides; shown is how new characters start."),
    ] = None


async def stances(realm: Realm, ids: Collection[int], locale: str) -> dict[int, Stance]:
    """What each faction template says."""
    known = enums(realm.branch)
    found = await factions.templates(realm, ids, locale)
    return {number: _stance(known, number, found.get(number)) for number in ids}


def _stance(known: Enums, number: int, template: Template | None) -> Stance:
    own = coded(known, "FactionTemplates", number)
    if template is None:
        return Stance(id=number, name=own.name)
    faction = template.faction
    return Stance(
        id=number,
        name=own.name or (faction.name if faction else None),
        faction=Coded(id=template.faction_id, name=faction.name if faction else None),
        alliance=_reaction(known, template.alliance),
        horde=_reaction(known, template.horde),
        by_reputation=template.by_reputation or None,
    )


def _reaction(known: Enums, reaction: Reaction | None) -> str | None:
    return None if reaction is None else known.name("ReputationRank", reaction)
