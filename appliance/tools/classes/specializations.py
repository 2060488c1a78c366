"""The tool that lists the specializations of a class."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.errors import NotFound
from appliance.gamedata import names
from appliance.gamedata.absent import absent, file_name
from appliance.gamedata.classes import specializations
from appliance.gamedata.classes.specializations import PlayerClass
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.realm import Realm
from appliance.tools.classes import models
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded, flags
from appliance.tools.models import Coded, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool


class GetClassSpecializations(ToolInput):
    """Which class."""

    class_id: Annotated[int, Field(ge=1, le=32, description="Id of the class: 1 is warrior.")]
    locale: LocaleField = Locale.ENUS


@tool(
    "get-class-specializations",
    title="Specializations",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: TalentTab, Talent, ChrClasses; world: playercreateinfo",
        master="client: ChrSpecialization, ChrClasses; world: playercreateinfo",
    ),
)
async def get_class_specializations(
    query: GetClassSpecializations, context: ToolContext
) -> models.Specializations:
    """List the specializations (3.3.5: talent trees) of a class with the ids that talent tools take
    as specId, role, mastery and races."""
    realm, locale, number = context.realm, query.locale.value, query.class_id
    known = enums(realm.branch)
    found = await specializations.of_class(realm, number, locale)
    player = await specializations.player_class(realm, number, locale)
    named = player.name or (await names.class_names(realm, [number], locale)).get(number)
    if not found and named is None:
        raise NotFound(f"there is no class {number}")
    masteries = {spell for spec in found for spell in spec.masteries}
    spells = await names.spell_names(realm, masteries, locale)
    return models.Specializations(
        source=realm.source,
        player_class=Coded(id=number, name=named),
        power=_named(known, "Powers", player.power),
        spell_family=_named(known, "SpellFamilyNames", player.spell_family),
        expansion=_named(known, "Expansions", player.expansion),
        races=await _races(realm, player, locale),
        specializations=[
            models.Specialization(
                id=spec.id,
                name=spec.name,
                order=spec.order,
                description=spec.description or None,
                role=Coded(id=spec.role, name=specializations.ROLES.get(spec.role))
                if spec.role is not None
                else None,
                primary_stat=spec.primary_stat,
                mastery_spells=[Coded(id=one, name=spells.get(one)) for one in spec.masteries]
                or None,
                flags=flags(known, "ChrSpecializationFlag", spec.flags) if spec.flags else None,
                talents=spec.talents,
            )
            for spec in found
        ],
        notes=await _notes(realm),
    )


def _named(known: Enums, enum: str, number: int | None) -> Coded | None:
    return None if number is None else coded(known, enum, number)


async def _races(realm: Realm, player: PlayerClass, locale: str) -> list[Coded]:
    known = await names.race_names(realm, player.races, locale)
    return [Coded(id=race, name=known.get(race)) for race in player.races]


async def _notes(realm: Realm) -> list[str]:
    missing = await absent(realm, ["ChrClasses"])
    return [f"power and family of the class: {file_name(realm.branch, one)}" for one in missing]
