"""Words for numbers about spells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch

STACK_RULES: Mapping[int, str] = {
    0: "default",
    1: "only one of the group works",
    2: "only one of the group from each caster works",
    3: "effects of the same kind do not add up",
    4: "only the strongest works",
}
"""SpellGroupStackRule."""


def proc_names(branch: Branch, masks: Sequence[int]) -> list[str]:
    """What ProcFlags, and on master ProcFlags2, name; unknown bits as "0x…"."""
    known = enums(branch)
    named = zip(("ProcFlags", "ProcFlags2"), masks, strict=False)
    return [name for enum, mask in named for name in known.decoded(enum, mask)]
