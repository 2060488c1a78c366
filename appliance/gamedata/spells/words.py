"""Words for numbers about spells."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch


def proc_names(branch: Branch, masks: Sequence[int]) -> list[str]:
    """What ProcFlags, and on master ProcFlags2, name; unknown bits as "0x…"."""
    known = enums(branch)
    named = zip(("ProcFlags", "ProcFlags2"), masks, strict=False)
    return [name for enum, mask in named for name in known.decoded(enum, mask)]
