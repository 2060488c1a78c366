"""The MCP tools, by domain. A new module with tools: write it, name it here."""

from appliance.tools import operations
from appliance.tools.backups import listing as backup_list
from appliance.tools.backups import trigger as backup_trigger
from appliance.tools.backups import verify as backup_verify
from appliance.tools.classes import pvp, specializations, talents
from appliance.tools.client import gametables, opcodes, ratings, stats, tables
from appliance.tools.cluster import status as cluster_status
from appliance.tools.code import cmake, components, packets, validation
from appliance.tools.combat import armor, battleground, boss, keystone, melee
from appliance.tools.creatures import profile, search, services
from appliance.tools.discovery import call, describe
from appliance.tools.discovery import search as tool_search
from appliance.tools.economy import farming, gold, pricing
from appliance.tools.groups import arena, buffs, composition, cooldowns
from appliance.tools.items import info as item_info
from appliance.tools.library import api, categories, documents, troubleshooting
from appliance.tools.names import find
from appliance.tools.performance import bots, scaling, suggestions
from appliance.tools.progress import collection, leveling, quest_route, reputation, reputation_path
from appliance.tools.quests import info as quest_info
from appliance.tools.realm import schema
from appliance.tools.spells import info as spell_info
from appliance.tools.testing import coverage, report, runs

DOMAINS = (
    backup_list,
    backup_trigger,
    backup_verify,
    pvp,
    specializations,
    talents,
    farming,
    gold,
    pricing,
    leveling,
    collection,
    quest_route,
    reputation,
    reputation_path,
    gametables,
    opcodes,
    ratings,
    stats,
    tables,
    cluster_status,
    cmake,
    components,
    packets,
    validation,
    armor,
    battleground,
    boss,
    keystone,
    melee,
    arena,
    buffs,
    composition,
    cooldowns,
    call,
    describe,
    tool_search,
    item_info,
    api,
    categories,
    documents,
    troubleshooting,
    find,
    bots,
    scaling,
    suggestions,
    operations,
    profile,
    quest_info,
    schema,
    search,
    services,
    spell_info,
    coverage,
    report,
    runs,
)
