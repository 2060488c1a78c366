"""Names of creature types and families in a language."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata import client
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Realm
from appliance.tools.decode import coded
from appliance.tools.models import Coded


class Kind(NamedTuple):
    """What a creature is."""

    type: Coded
    family: Coded | None


async def kind_names(realm: Realm, template: Template, locale: str) -> Kind:
    """Its type and family: the client's names, else the server's words for them."""
    family = template.family
    return Kind(
        type=await _named(realm, "CreatureType", template.type, locale),
        family=await _named(realm, "CreatureFamily", family, locale) if family else None,
    )


async def _named(realm: Realm, table: str, number: int, locale: str) -> Coded:
    found = await client.names(realm, table, [number], "Name", locale)
    own = coded(enums(realm.branch), table, number)
    return Coded(id=number, name=found.get(number, own.name))
