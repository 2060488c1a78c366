"""The answer of get-quest-info."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Answer, Coded, Flags, Money, ToolOutput


class ContentTuning(ToolOutput):
    """Levels of master: the quest's follows the player's within them."""

    id: int
    min_level: int | None = None
    max_level: int | None = None


class QuestTexts(ToolOutput):
    """What the player reads. $N, $C, $R stand for the player's name, class and race."""

    objectives: str | None = None
    details: str | None = None
    request: Annotated[str | None, Field(description="Before it is finished.")] = None
    offer: Annotated[str | None, Field(description="When it is handed in.")] = None
    completed: Annotated[str | None, Field(description="In the log once all is done.")] = None
    area: str | None = None


class Standing(ToolOutput):
    """A reputation value; 0 is the start of neutral."""

    faction: Coded
    value: int


class QuestRequirements(ToolOutput):
    """Who may take it; what is missing here is not asked for."""

    classes: Flags | None = None
    races: Flags | None = None
    skill: Coded | None = None
    skill_points: int | None = None
    least_reputation: Standing | None = None
    most_reputation: Annotated[Standing | None, Field(description="Must be below it.")] = None
    conditions: Annotated[list[str], Field(description="It is enough that one of them holds.")]
    marked_when: Annotated[
        list[str], Field(description="The giver's mark shows when one of them holds.")
    ]


class QuestObjective(ToolOutput):
    """Something to do."""

    kind: Annotated[str, Field(description="What the target is: creature, item, gameobject, …")]
    type: Annotated[Coded | None, Field(description="Master's QuestObjectiveType.")] = None
    target: Coded | None = None
    count: int
    money: Money | None = None
    text: str | None = None
    flags: Flags | None = None
    also_counts: Annotated[
        list[Coded] | None, Field(description="Creatures that count as the target.")
    ] = None
    also_counts_truncated: bool | None = None


class ItemAmount(ToolOutput):
    """Pieces of an item."""

    item: Coded
    count: Annotated[int, Field(description="0: any number.")]


class Party(ToolOutput):
    """Who or what starts or ends it."""

    kind: Annotated[str, Field(description="creature, gameobject or item")]
    id: int
    name: str | None = None
    event: Annotated[str | None, Field(description="During this game event only.")] = None


class Parties(ToolOutput):
    """Who or what starts it, or ends it."""

    total: int
    truncated: bool
    parties: list[Party]


class Experience(ToolOutput):
    """Experience before rates. Without an amount, the client's QuestXP is missing."""

    amount: int | None = None
    player_level: Annotated[int | None, Field(description="Of the player who gets it.")] = None
    difficulty: Annotated[int, Field(description="Column of QuestXP.")]
    multiplier: float | None = None
    formula: str | None = None
    inputs: Annotated[str | None, Field(description="What the formula was fed with.")] = None


class ChoiceReward(ToolOutput):
    """One of several rewards: an item or a currency."""

    item: Coded | None = None
    currency: Coded | None = None
    count: int


class ReputationReward(ToolOutput):
    """Reputation, before the realm's rates."""

    faction: Coded
    amount: Annotated[int | None, Field(description="Missing: client data.")] = None
    table_entry: Annotated[
        int | None, Field(description="Column of QuestFactionReward; negative: is lost.")
    ] = None
    until_rank: Coded | None = None


class CurrencyReward(ToolOutput):
    """A currency."""

    currency: Coded
    count: int


class MailItem(ToolOutput):
    """Something in the letter."""

    item: Coded
    chance_percent: float
    min_count: int
    max_count: int


class RewardMail(ToolOutput):
    """A letter that comes afterwards."""

    template_id: int
    subject: str | None = None
    text: str | None = None
    delay_s: int
    sender: Annotated[Coded | None, Field(description="Missing: who ends the quest.")] = None
    items: list[MailItem]
    truncated: bool


class QuestRewards(ToolOutput):
    """What it gives."""

    experience: Experience | None = None
    money: Annotated[Money | None, Field(description="Before rates.")] = None
    money_formula: Annotated[str | None, Field(description="Of an amount worked out.")] = None
    money_required: Annotated[Money | None, Field(description="What the player pays.")] = None
    money_difficulty: Annotated[
        int | None, Field(description="Column of QuestMoneyReward (master).")
    ] = None
    money_multiplier: float | None = None
    money_at_max_level: Annotated[
        Money | None, Field(description="Instead of experience; at rate 1.")
    ] = None
    items: list[ItemAmount]
    choices: Annotated[list[ChoiceReward], Field(description="The player picks one.")]
    package_id: int | None = None
    package: Annotated[
        list[ItemAmount] | None, Field(description="Of these, what suits class and spec.")
    ] = None
    currencies: list[CurrencyReward]
    reputations: list[ReputationReward]
    spell: Annotated[Coded | None, Field(description="Cast on the player.")] = None
    shown_spells: list[Coded]
    honor: int | None = None
    honor_of_kills: Annotated[
        float | None, Field(description="Honor of that many kills of the player's level.")
    ] = None
    arena_points: int | None = None
    title: Annotated[Coded | None, Field(description="%s is the player's name.")] = None
    talents: int | None = None
    skill: Coded | None = None
    skill_points: int | None = None
    mail: RewardMail | None = None


class ChainStep(ToolOutput):
    """A quest of the chain."""

    quest: Coded
    distance: Annotated[int, Field(description="Steps away, from 1.")]
    neighbor: Annotated[int, Field(description="The quest one step nearer.")]
    relation: Annotated[str, Field(description="What the later asks of the earlier of the two.")]


class ExclusiveGroup(ToolOutput):
    """Quests that belong together."""

    id: int
    meaning: str
    quests: list[Coded]
    truncated: bool


class QuestChain(ToolOutput):
    """Its place among others, nearest first.

    Of several quests one step before, any one that is finished is enough, except where they are
    in a negative exclusive group: then all of that group are needed.
    """

    before: list[ChainStep]
    after: list[ChainStep]
    truncated: bool
    exclusive_group: ExclusiveGroup | None = None
    breadcrumb_for: Annotated[
        Coded | None, Field(description="Only leads to that quest; gone once that is taken.")
    ] = None
    breadcrumbs: Annotated[list[Coded], Field(description="Quests that only lead here.")]
    offers_next: Annotated[Coded | None, Field(description="Offered at once at its end.")] = None
    offered_by: Annotated[list[Coded], Field(description="Quests whose end offers it.")]


class QuestPool(ToolOutput):
    """A pool of quests, of which some are active at a time."""

    id: int
    active: int | None = None
    description: str | None = None


class MarkedMap(ToolOutput):
    """Marks on a page of the client's map."""

    map: Coded
    zone: Annotated[Coded | None, Field(description="3.3.5: AreaTable id.")] = None
    ui_map: Annotated[Coded | None, Field(description="Master: UiMap id.")] = None
    marks: int


class QuestInfo(Answer):
    """Everything the realm's databases know about a quest."""

    quest_id: int
    title: str
    titles: Annotated[dict[str, str], Field(description="Its title in other languages.")]
    texts: QuestTexts
    type: Coded
    kind: Annotated[Coded | None, Field(description="Group, dungeon, raid, PvP, …")] = None
    level: Annotated[
        int | None, Field(description="Missing: the player's own, or content tuning's.")
    ] = None
    min_level: int | None = None
    max_level: int | None = None
    content_tuning: Annotated[
        ContentTuning | None, Field(description="Decides levels on master.")
    ] = None
    expansion: Coded | None = None
    zone: Annotated[Coded | None, Field(description="AreaTable id.")] = None
    category: Annotated[Coded | None, Field(description="Where it is not listed by zone.")] = None
    suggested_players: int | None = None
    flags: Annotated[dict[str, Flags], Field(description="Masks that are not 0, by enumeration.")]
    special_flags: Flags
    time_limit_s: int | None = None
    disabled: Annotated[bool, Field(description="Switched off by the realm.")]
    requirements: QuestRequirements
    objectives: list[QuestObjective]
    area_triggers: Annotated[list[int], Field(description="Places to be explored.")]
    found_items: Annotated[list[ItemAmount], Field(description="Needed on the way.")]
    given: Annotated[ItemAmount | None, Field(description="Given at the start.")] = None
    start_spell: Annotated[Coded | None, Field(description="Cast at the start.")] = None
    starters: Parties
    enders: Parties
    seasons: Annotated[list[str], Field(description="Game events it belongs to.")]
    pool: QuestPool | None = None
    rewards: QuestRewards
    chain: QuestChain
    marked: Annotated[list[MarkedMap], Field(description="What the client's map marks.")]
    script: str | None = None
    verified_build: int
    notes: Annotated[list[str], Field(description="What is not known, and why.")]
