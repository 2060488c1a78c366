"""Levels, values and difficulties of a creature, as far as the realm's data knows them."""

from __future__ import annotations

from appliance.gamedata.creatures.levels import tuning_table
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.realm import Realm
from appliance.tools.creatures.profile_master import master_fighting
from appliance.tools.creatures.profile_values import Fighting
from appliance.tools.creatures.profile_wrath import wrath_fighting


async def fighting(realm: Realm, template: Template) -> Fighting:
    """Work out levels, values and difficulties."""
    table = tuning_table(realm.schema)
    if table is None:
        return await wrath_fighting(realm, template)
    return await master_fighting(realm, template, table)
