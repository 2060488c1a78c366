"""What get-quest-info does not say, and why."""

from __future__ import annotations

from appliance.gamedata.quests.types import COUNTS_CASTS, Quest
from appliance.gamedata.realm import Branch
from appliance.tools.decode import in_files
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
    missing = _missing(branch, quest, around, names)
    return found + in_files(branch, [(file, what) for needed, file, what in missing if needed])


def _missing(
    branch: Branch, quest: Quest, around: Around, names: Names
) -> list[tuple[bool, str, str]]:
    """(whether the answer lacks it, client table, what is in it)."""
    rewards, amounts = quest.rewards, around.amounts
    level = "the player's level" if quest.level == -1 else f"level {quest.level}"
    where = f" at {level}" if quest.level is not None else ""
    factions = {one.faction for one in rewards.reputations}
    factions |= {one.faction for one in (quest.least_standing, quest.most_standing) if one}
    factions |= {one.target for one in quest.objectives if one.kind == "faction"}
    spells = {rewards.spell, *rewards.shown_spells, quest.start_spell} - {0}
    by_table = {one.index for one in rewards.reputations if one.amount is None}
    currencies = {one.item for one in rewards.currencies}
    currencies |= {one.id for one in rewards.choices if one.currency}
    unknown_levels = quest.tuning is not None and quest.tuning.max_level is None
    return [
        (
            rewards.xp_difficulty > 0 and amounts.experience is None,
            "QuestXP",
            f"experience (column {rewards.xp_difficulty}{where})",
        ),
        (rewards.money_difficulty > 0 and amounts.money is None, "QuestMoneyReward", "money"),
        (
            bool(by_table - amounts.reputations.keys()),
            "QuestFactionReward",
            "amounts of reputation without one here",
        ),
        (bool(factions - names.factions.keys()), "Faction", "names of factions"),
        (
            bool(spells - names.spells.keys()),
            "Spell" if branch is Branch.WRATH else "SpellName",
            "names of spells",
        ),
        (rewards.title > 0 and amounts.title is None, "CharTitles", "the title"),
        (quest.sort > 0 and around.zone is None, "AreaTable", "the zone's name"),
        (
            rewards.mail_template > 0 and amounts.letter is None,
            "MailTemplate",
            "the letter's text",
        ),
        (bool(currencies - names.currencies.keys()), "CurrencyTypes", "names of currencies"),
        (unknown_levels, "ContentTuning", "levels"),
        (
            rewards.package > 0 and amounts.package is None,
            "QuestPackageItem",
            "the items of the package",
        ),
    ]
