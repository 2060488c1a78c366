"""What get-quest-info does not say, and why."""

from __future__ import annotations

from appliance.gamedata.quests.types import COUNTS_CASTS, Quest
from appliance.gamedata.realm import Branch
from appliance.tools.decode import client_file
from appliance.tools.quests.parts import Around
from appliance.tools.quests.rewards import Names


def notes(branch: Branch, quest: Quest, around: Around, names: Names) -> list[str]:
    """What is not known, and what needs a word."""
    found = [*quest.notes]
    if around.disabled:
        found.append("the realm has disabled it (table disables): nobody can take it")
    if quest.special_flags & COUNTS_CASTS and branch is Branch.WRATH:
        found.append(
            "its creatures and gameobjects count when a spell or script says so, not kills"
        )
    if not around.starters:
        found.append("nothing in the database offers it: a script or another quest may")
    if quest.script:
        found.append(f"the server's code adds to it: script {quest.script}")
    missing = [
        text
        for needed, file, what in _missing(quest, names)
        if needed
        for text in [f"{what}: {client_file(branch, file)}"]
    ]
    if missing:
        found.append("in client data that is not loaded: " + "; ".join(missing))
    return found


def _missing(quest: Quest, names: Names) -> list[tuple[bool, str, str]]:
    """(whether it matters, client table, what is in it)."""
    rewards = quest.rewards
    level = "the player's level" if quest.level == -1 else f"level {quest.level}"
    where = f" at {level}" if quest.level is not None else ""
    factions = {one.faction for one in rewards.reputations}
    factions |= {one.faction for one in (quest.least_standing, quest.most_standing) if one}
    factions |= {one.target for one in quest.objectives if one.kind == "faction"}
    spells = {rewards.spell, *rewards.shown_spells, quest.start_spell} - {0}
    by_table = any(one.amount is None for one in rewards.reputations)
    currencies = {one.item for one in rewards.currencies}
    currencies |= {one.id for one in rewards.choices if one.currency}
    unknown_levels = quest.tuning is not None and quest.tuning.max_level is None
    return [
        (
            rewards.xp_difficulty > 0,
            "QuestXP",
            f"experience (column {rewards.xp_difficulty}{where})",
        ),
        (rewards.money_difficulty > 0, "QuestMoneyReward", "money"),
        (by_table, "QuestFactionReward", "amounts of reputation without one here"),
        (bool(factions - names.factions.keys()), "Faction", "names of factions"),
        (bool(spells - names.spells.keys()), "Spell", "names of spells"),
        (rewards.title > 0, "CharTitles", "the title"),
        (quest.sort > 0, "AreaTable", "the zone's name"),
        (rewards.mail_template > 0, "MailTemplate", "the letter's text"),
        (bool(currencies - names.currencies.keys()), "CurrencyTypes", "names of currencies"),
        (unknown_levels, "ContentTuning", "levels"),
        (rewards.package > 0, "QuestPackageItem", "the items of the package"),
    ]
