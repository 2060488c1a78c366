"""The base types of every tool's input and output: camelCase on the wire, strict, bounded."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class ToolInput(BaseModel):
    """Arguments of a tool. Unknown ones are refused; "5" is not 5."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=to_camel, defer_build=True
    )


class ToolOutput(BaseModel):
    """Part of an answer. Fields that are None are left out of the JSON."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        ser_json_bytes="base64",
        defer_build=True,
    )


class Answer(ToolOutput):
    """A whole answer."""

    source: Annotated[str, Field(description="Where the data comes from; 'demo' is invented.")]


class Page(Answer):
    """A list that may be cut."""

    total: Annotated[int, Field(description="How many match, whatever the limit.")]
    truncated: Annotated[bool, Field(description="True when more match than are shown.")]
    next_after: Annotated[
        int | None, Field(description="Pass as `after` to get the next ones.")
    ] = None


class Coded(ToolOutput):
    """A number with its meaning; `name` is missing when the number is not a known one."""

    id: int
    name: str | None = None


class Flags(ToolOutput):
    """A bit mask with the names of its bits; unknown bits are shown as hexadecimal numbers."""

    value: int
    names: list[str]


class Money(ToolOutput):
    """An amount of money."""

    copper: int
    text: str


class ItemCost(ToolOutput):
    """Pieces of an item that are paid."""

    item: Coded
    count: int


class CurrencyCost(ToolOutput):
    """An amount of a currency that is paid, as the client's file has it."""

    currency: Coded
    count: int


class ExtendedCost(ToolOutput):
    """What a vendor asks for besides money; only an id where ItemExtendedCost is not there."""

    id: int
    honor: int | None = None
    arena_points: int | None = None
    items: list[ItemCost] | None = None
    currencies: list[CurrencyCost] | None = None
    arena_rating: Annotated[int | None, Field(description="Personal rating needed.")] = None
    faction_id: int | None = None
    faction_rank: Coded | None = None
    achievement_id: int | None = None


class Locale(StrEnum):
    """The client locales TrinityCore keeps translations for; enUS is the base text."""

    ENUS = "enUS"
    KOKR = "koKR"
    FRFR = "frFR"
    DEDE = "deDE"
    ZHCN = "zhCN"
    ZHTW = "zhTW"
    ESES = "esES"
    ESMX = "esMX"
    RURU = "ruRU"
    PTBR = "ptBR"
    ITIT = "itIT"


Entry = Annotated[int, Field(ge=1, le=2**32 - 1)]
"""An id of TrinityCore's template tables (unsigned 32 bits)."""

LocaleField = Annotated[
    Locale, Field(strict=False, description="Language of names; base text where untranslated.")
]


class Immunities(ToolOutput):
    """What does nothing to a creature."""

    mechanics: list[str]
    schools: list[str]
    dispel_types: list[str]
