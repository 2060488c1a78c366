"""The tool that says what a character of a level has before any gear."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound
from appliance.formulas import attributes as worth
from appliance.formulas.ratings import GREATEST_LEVEL_WRATH
from appliance.gamedata import names, players
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.players import Attributes, Pools
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool


class GetCharacterStats(ToolInput):
    """Which level and class."""

    level: Annotated[int, Field(ge=1, le=255, description="Level of the character.")]
    class_name: Annotated[
        str | None,
        Field(min_length=1, max_length=32, description="For example warrior, Death Knight, or 1."),
    ] = None
    race_id: Annotated[int | None, Field(ge=1, le=255, description="Only this race.")] = None
    locale: LocaleField = Locale.ENUS


class BaseStats(ToolOutput):
    """A race and class at the level, without gear, talents and auras."""

    class_id: int
    class_name: str | None = None
    race_id: int
    race_name: str | None = None
    strength: int
    agility: int
    stamina: int
    intellect: int
    spirit: int | None = None
    health: float | None = None
    mana: float | None = None
    melee_crit_percent: float | None = None
    spell_crit_percent: float | None = None
    mana_per_second: Annotated[
        float | None, Field(description="Out of the five seconds after a cast, before rates.")
    ] = None


class CharacterStats(Answer):
    """What characters of the level have."""

    level: int
    experience_to_next_level: int | None = None
    health_per_stamina: float | None = None
    stats: list[BaseStats]
    formulas: list[str]
    notes: list[str]


@tool(
    "get-character-stats",
    title="Base stats of a level",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=Sources(
        wrath="world: player_levelstats, player_classlevelstats, player_xp_for_level; "
        "client: gtChanceToMeleeCrit(Base).dbc, gtChanceToSpellCrit(Base).dbc, gtRegenMPPerSpt.dbc",
        master="world: player_classlevelstats, player_racestats, playercreateinfo, "
        "player_xp_for_level; client: gt/HpPerSta.txt, gt/BaseMp.txt, gt/xp.txt",
    ),
)
async def get_character_stats(query: GetCharacterStats, context: ToolContext) -> CharacterStats:
    """Base attributes, health, mana, crit and regeneration of each race and class at a level, and
    the experience to the next. Without gear, talents and auras: those are not in the data."""
    realm, locale = context.realm, query.locale.value
    class_id = _class_id(enums(realm.branch), query.class_name)
    async with concurrently() as questions:
        rows = questions.ask(players.attributes, realm, query.level)
        pools = questions.ask(_pools, realm, query.level)
        needed = questions.ask(players.experience, realm)
    found = [row for row in rows.value if class_id in (None, row.class_id)]
    found = [row for row in found if query.race_id in (None, row.race)]
    if not found:
        raise NotFound(
            "the realm has no base stats for that level, class and race",
            hint="levels, classes and races that can be played are in playercreateinfo",
        )
    per_stamina = await players.game_number(realm, "HpPerSta", query.level, "Health")
    stats = await _stats(realm, query.level, found, pools.value, per_stamina, locale)
    return CharacterStats(
        source=realm.source,
        level=query.level,
        experience_to_next_level=needed.value.get(query.level),
        health_per_stamina=per_stamina,
        stats=stats,
        formulas=_formulas(realm),
        notes=await _notes(realm, per_stamina),
    )


async def _pools(realm: Realm, level: int) -> dict[int, Pools]:
    return await players.pools(realm, level) if realm.branch is Branch.WRATH else {}


async def _stats(
    realm: Realm,
    level: int,
    rows: Iterable[Attributes],
    pools: dict[int, Pools],
    per_stamina: float | None,
    locale: str,
) -> list[BaseStats]:
    rows = list(rows)
    classes = await names.class_names(realm, {row.class_id for row in rows}, locale)
    races = await names.race_names(realm, {row.race for row in rows}, locale)
    wrath = realm.branch is Branch.WRATH
    told = []
    for row in rows:
        more = (
            await _wrath(realm, level, row, pools.get(row.class_id))
            if wrath
            else await _master(realm, level, row, per_stamina)
        )
        told.append(
            BaseStats(
                class_id=row.class_id,
                class_name=classes.get(row.class_id),
                race_id=row.race,
                race_name=races.get(row.race),
                strength=row.strength,
                agility=row.agility,
                stamina=row.stamina,
                intellect=row.intellect,
                spirit=row.spirit if wrath else None,
                **more,
            )
        )
    return told


async def _wrath(
    realm: Realm, level: int, row: Attributes, pool: Pools | None
) -> dict[str, float | None]:
    column = enums(realm.branch).name("Classes", row.class_id) or ""
    level = min(level, GREATEST_LEVEL_WRATH)

    async def crit(kind: str, attribute: int) -> float | None:
        base = await players.game_number(realm, f"ChanceTo{kind}CritBase", row.class_id, "value")
        ratio = await players.game_number(realm, f"ChanceTo{kind}Crit", level, column)
        if base is None or ratio is None:
            return None
        return round(worth.crit_percent(base, attribute, ratio), 4)

    ratio = await players.game_number(realm, "RegenMPPerSpt", level, column)
    mana = pool.mana if pool else 0
    return {
        "health": pool.health + worth.health_from_stamina(row.stamina) if pool else None,
        "mana": mana + worth.mana_from_intellect(row.intellect) if mana else None,
        "melee_crit_percent": await crit("Melee", row.agility),
        "spell_crit_percent": await crit("Spell", row.intellect),
        "mana_per_second": round(worth.mana_per_second(row.spirit, row.intellect, ratio), 4)
        if ratio and mana
        else None,
    }


async def _master(
    realm: Realm, level: int, row: Attributes, per_stamina: float | None
) -> dict[str, float | None]:
    column = (enums(realm.branch).name("Classes", row.class_id) or "").title()
    return {
        "health": None if per_stamina is None else round(row.stamina * per_stamina, 2),
        "mana": await players.game_number(realm, "BaseMp", level, column) or None,
    }


def _formulas(realm: Realm) -> list[str]:
    if realm.branch is Branch.MASTER:
        return [
            "health = stamina * HpPerSta[level] (Player::GetHealthBonusFromStamina)",
            "mana = BaseMp[level][class] (Player::UpdateMaxPower)",
        ]
    return [
        "health = base + 20 + 10 * (stamina - 20) (Player::GetHealthBonusFromStamina)",
        "mana = base + 20 + 15 * (intellect - 20) (Player::GetManaBonusFromIntellect)",
        "crit = (base + attribute * ratio) * 100 (Player::GetMeleeCritFromAgility, "
        "GetSpellCritFromIntellect)",
        "mana a second = sqrt(intellect) * spirit * ratio (Player::UpdateManaRegen)",
    ]


async def _notes(realm: Realm, per_stamina: float | None) -> list[str]:
    wrath = realm.branch is Branch.WRATH
    wanted = ("ChanceToMeleeCrit", "ChanceToSpellCrit", "RegenMPPerSpt") if wrath else ("BaseMp",)
    absent = [name for name in wanted if await realm.client.gametable(name) is None]
    if not wrath and per_stamina is None:
        absent.append("HpPerSta")
    return [f"Not known here: {realm.client.missing(name, gametable=True)}" for name in absent]


def _class_id(known: Enums, given: str | None) -> int | None:
    if given is None:
        return None
    classes = {number: name for number, name in known.values("Classes").items() if number}
    plain = given.strip().lower().replace("_", " ").removeprefix("class ")
    for number, name in classes.items():
        if plain in (str(number), name, name.replace(" ", "")):
            return number
    raise InvalidArgument(f"className: not a class; there are {', '.join(classes.values())}")
