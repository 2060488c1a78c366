"""What a quest is, whichever branch it was read from. Numbers are the database's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

NO_MONEY_FROM_XP = 0x100
"""QuestFlags: no money instead of experience at the highest level."""
COUNTS_CASTS = 0x20
"""QuestSpecialFlags of 3.3.5: creatures and gameobjects count when a spell or script says so."""


@dataclass(frozen=True, slots=True)
class ItemCount:
    """Pieces of an item."""

    item: int
    count: int


class Tuning(NamedTuple):
    """Master: the ContentTuning that decides levels; None where nothing here knows them.

    quest_level: least level of its quests, whatever the player's.
    """

    id: int
    min_level: int | None
    max_level: int | None
    quest_level: int | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """Something to do. `kind` says what `target` is the id of ("creature", "item", …).

    A `target` of 0 is none. `type` is master's QuestObjectiveType, None on 3.3.5, where the
    columns say it. `flags` is master's QuestObjectiveFlags.
    """

    kind: str
    target: int
    count: int
    text: str = ""
    type: int | None = None
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the rewards to choose from: an item, or a currency where `currency` says so."""

    id: int
    count: int
    currency: bool = False


@dataclass(frozen=True, slots=True)
class Reputation:
    """A reward with a faction (Faction.dbc id).

    amount: the exact value, None where it is the entry `index` of QuestFactionReward.dbc.
    highest_rank: nothing from that ReputationRank on; None without a bound.
    """

    faction: int
    index: int
    amount: int | None
    highest_rank: int | None = None


class Standing(NamedTuple):
    """A reputation value with a faction, where 0 is the start of neutral."""

    faction: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What a player reads, in order of reading; "" where there is nothing."""

    title: str
    objectives: str
    details: str
    request: str
    offer: str
    completed: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewards:
    """What a finished quest gives. Money in copper; negative money is what the player pays.

    xp_difficulty: column of the table QuestXP that holds the experience.
    money: None on branches that say it by `money_difficulty`, a column of QuestMoneyReward.
    bonus_money: instead of experience at the highest level.
    kill_honor: honor of that many kills of the player's level.
    """

    xp_difficulty: int
    xp_multiplier: float
    money: int | None
    money_difficulty: int
    money_multiplier: float
    bonus_money: int
    items: tuple[ItemCount, ...]
    choices: tuple[Choice, ...]
    reputations: tuple[Reputation, ...]
    currencies: tuple[ItemCount, ...]
    spell: int
    shown_spells: tuple[int, ...]
    honor: int
    kill_honor: float
    arena_points: int
    title: int
    talents: int
    skill: int
    skill_points: int
    package: int
    mail_template: int
    mail_delay_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Its places in chains, as quest_template_addon and RewardNextQuest have them."""

    previous: int
    next: int
    exclusive_group: int
    breadcrumb_for: int
    offers_next: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quest:
    """A quest's template.

    type: 0 completes by itself, 1 disabled, 2 normal, 3 task (QuestType). level: -1 is the
    player's own; None on master, where `tuning` says it: its level follows the player's within
    that range. sort: positive an area, negative
    a QuestSort. flags: each mask by the name of its enumeration. classes, races: 0 for all.
    time_limit_s: 0 without one. found_items: pieces the player needs on the way, which drop while
    the quest is in the log. given: what the quest puts into the bags at its start.
    """

    id: int
    texts: Texts
    type: int
    level: int | None
    min_level: int | None
    max_level: int
    tuning: Tuning | None
    sort: int
    info: int
    group_size: int
    flags: Mapping[str, int]
    special_flags: int
    time_limit_s: int
    classes: int
    races: int
    skill: int
    skill_points: int
    least_standing: Standing | None
    most_standing: Standing | None
    objectives: tuple[Objective, ...]
    found_items: tuple[ItemCount, ...]
    given: ItemCount | None
    start_spell: int
    rewards: Rewards
    links: Links
    expansion: int | None
    script: str
    verified_build: int
    notes: tuple[str, ...]
