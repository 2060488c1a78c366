"""What hangs on a creature template in tables of its own: looks, equipment, spells, translations.

A layout without one of these tables has an empty answer, unless the template holds it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.lookup import numbered
from appliance.gamedata.realm import Realm

LOCALES = """
SELECT locale, Name, Title FROM creature_template_locale WHERE entry = %s ORDER BY locale
"""
ADDON = "SELECT {columns} FROM creature_template_addon WHERE entry = %s"
EQUIPMENT = """
SELECT ID, ItemID1, ItemID2, ItemID3 FROM creature_equip_template
WHERE CreatureID = %s ORDER BY ID
"""
MODELS = """
SELECT CreatureDisplayID, DisplayScale, Probability FROM creature_template_model
WHERE CreatureID = %s ORDER BY Idx
"""
SPELLS = "SELECT Spell FROM creature_template_spell WHERE CreatureID = %s ORDER BY `Index`"
CLICK_SPELLS = """
SELECT spell_id FROM npc_spellclick_spells WHERE npc_entry = %s ORDER BY spell_id
"""
RESISTANCES = """
SELECT School, Resistance FROM creature_template_resistance
WHERE CreatureID = %s ORDER BY School
"""
TEMPLATE_COLUMNS = "SELECT {columns} FROM creature_template WHERE entry = %s"
MOVEMENT = "SELECT {columns} FROM creature_template_movement WHERE CreatureId = %s"
IMMUNITIES = """
SELECT SchoolMask, DispelTypeMask, MechanicsMask FROM creature_immunities WHERE ID = %s
"""
REPUTATION = """
SELECT RewOnKillRepFaction1, RewOnKillRepValue1, MaxStanding1, RewOnKillRepFaction2,
  RewOnKillRepValue2, MaxStanding2, TeamDependent
FROM creature_onkill_reputation WHERE creature_id = %s
"""


class Translation(NamedTuple):
    """A creature's name and title in one language."""

    locale: str
    name: str | None
    title: str | None


class Equipment(NamedTuple):
    """One set of weapons: main hand, off hand, ranged; 0 is none."""

    set: int
    main_hand: int
    off_hand: int
    ranged: int


class Model(NamedTuple):
    """A display id the creature may have; the server draws by probability."""

    display: int
    scale: float
    probability: float


class Resistance(NamedTuple):
    """Resistance to one school of magic (SpellSchools)."""

    school: int
    resistance: int


class Movement(NamedTuple):
    """How the creature moves; chase and random are None on layouts without them."""

    ground: int | None
    swim: int | None
    flight: int | None
    rooted: int | None
    chase: int | None
    random: int | None


class Immunities(NamedTuple):
    """What creature_immunities of master says; bit n of `mechanics` is mechanic n."""

    schools: int
    dispel_types: int
    mechanics: int


class Reputation(NamedTuple):
    """Reputation for a kill. `by_team`: the first faction is for Alliance, the second for Horde."""

    faction_1: int
    value_1: int
    max_standing_1: int
    faction_2: int
    value_2: int
    max_standing_2: int
    by_team: int


class _AddonRow(NamedTuple):
    path: int | None
    mount: int
    stand_state: int | None
    anim_tier: int | None
    vis_flags: int | None
    sheath_state: int | None
    pvp_flags: int | None
    bytes1: int | None
    bytes2: int | None
    emote: int
    auras: str | None


_ADDON = {
    "path": ("path_id", "PathId"),
    "stand_state": ("StandState",),
    "anim_tier": ("AnimTier",),
    "vis_flags": ("VisFlags",),
    "sheath_state": ("SheathState",),
    "pvp_flags": ("PvPFlags",),
}


@dataclass(frozen=True, slots=True)
class Addon:
    """How the creature is shown: mount display, stance, emote, auras, waypoint path."""

    path: int
    mount: int
    stand_state: int
    anim_tier: int
    vis_flags: int
    sheath_state: int
    pvp_flags: int
    emote: int
    auras: tuple[int, ...]


async def translations(realm: Realm, entry: int) -> list[Translation]:
    """Names in every language the realm has."""
    if not realm.schema.has("creature_template_locale"):
        return []
    return await realm.world.fetch(LOCALES, [entry], row=Translation)


async def addon(realm: Realm, entry: int) -> Addon | None:
    """The template's addon, or None when it has none."""
    if not realm.schema.has("creature_template_addon"):
        return None
    columns = select_list(realm.schema, "creature_template_addon", _AddonRow._fields, _ADDON)
    rows = await realm.world.fetch(ADDON.replace("{columns}", columns), [entry], row=_AddonRow)
    return _unpacked(rows[0]) if rows else None


def _unpacked(row: _AddonRow) -> Addon:
    """Layouts until 9.2 pack the small fields into UNIT_FIELD_BYTES_1 and _2."""
    bytes1, bytes2 = row.bytes1 or 0, row.bytes2 or 0

    def either(value: int | None, packed: int) -> int:
        return packed & 0xFF if value is None else value

    auras = (row.auras or "").replace(",", " ").split()
    return Addon(
        path=row.path or 0,
        mount=row.mount,
        stand_state=either(row.stand_state, bytes1),
        vis_flags=either(row.vis_flags, bytes1 >> 16),
        anim_tier=either(row.anim_tier, bytes1 >> 24),
        sheath_state=either(row.sheath_state, bytes2),
        pvp_flags=either(row.pvp_flags, bytes2 >> 8),
        emote=row.emote,
        auras=tuple(int(aura) for aura in auras if aura.isdecimal()),
    )


async def equipment(realm: Realm, entry: int) -> list[Equipment]:
    """Every set of weapons the creature may carry."""
    return await realm.world.fetch(EQUIPMENT, [entry], row=Equipment)


async def models(realm: Realm, entry: int) -> list[Model]:
    """The display ids; on 3.3.5 each of the up to four is as likely."""
    if realm.schema.has("creature_template_model"):
        return await realm.world.fetch(MODELS, [entry], row=Model)
    displays = await _from_template(realm, entry, numbered("modelid", 4))
    return [Model(display, 1.0, 1.0) for display in displays if display]


async def spells(realm: Realm, entry: int) -> list[int]:
    """Spells of the template: what a pet or vehicle of this kind offers, or its AI may use."""
    if realm.schema.has("creature_template_spell"):
        found = await realm.world.fetch(SPELLS, [entry], row=int)
    else:
        found = await _from_template(realm, entry, numbered("spell", 8))
    return [spell for spell in found if spell]


async def click_spells(realm: Realm, entry: int) -> list[int]:
    """Spells that are cast when a player clicks the creature."""
    if not realm.schema.has("npc_spellclick_spells"):
        return []
    return await realm.world.fetch(CLICK_SPELLS, [entry], row=int)


async def resistances(realm: Realm, entry: int) -> list[Resistance]:
    """Resistances to schools of magic, without those that are 0."""
    if realm.schema.has("creature_template_resistance"):
        found = await realm.world.fetch(RESISTANCES, [entry], row=Resistance)
    else:
        values = await _from_template(realm, entry, numbered("resistance", 6))
        found = [Resistance(school, value) for school, value in enumerate(values, start=1)]
    return [resistance for resistance in found if resistance.resistance]


async def movement(realm: Realm, entry: int) -> Movement | None:
    """How the creature moves where it differs from walking; None: nothing is said."""
    if not realm.schema.has("creature_template_movement"):
        return None
    columns = select_list(realm.schema, "creature_template_movement", Movement._fields, {})
    rows = await realm.world.fetch(MOVEMENT.replace("{columns}", columns), [entry], row=Movement)
    return rows[0] if rows else None


async def immunities(realm: Realm, number: int) -> Immunities | None:
    """A row of creature_immunities (master); None when the realm has no such row."""
    if not number or not realm.schema.has("creature_immunities", "MechanicsMask"):
        return None
    rows = await realm.world.fetch(IMMUNITIES, [number], row=Immunities)
    return rows[0] if rows else None


async def reputation(realm: Realm, entry: int) -> Reputation | None:
    """The reputation a kill gives, or None."""
    rows = await realm.world.fetch(REPUTATION, [entry], row=Reputation)
    return rows[0] if rows else None


async def _from_template(realm: Realm, entry: int, columns: tuple[str, ...]) -> list[int]:
    """Numbered columns of the template, for layouts that keep such lists there."""
    chosen = select_list(realm.schema, "creature_template", columns, {})
    sql = TEMPLATE_COLUMNS.replace("{columns}", chosen)
    rows = await realm.world.fetch(sql, [entry], row=_numbers)
    return rows[0] if rows else []


def _numbers(*values: int | None) -> list[int]:
    return [value or 0 for value in values]
