"""Experience of ordinary kills, by branch."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.clientdata.interface import GameTable
from appliance.formulas.experience import (
    Content,
    XpRow,
    kill_base_master,
    kill_base_wrath,
    kill_xp,
)
from appliance.gamedata.realm import Branch, Realm


@dataclass(frozen=True, slots=True)
class KillTable:
    """What kills bring; `rows` are master's GameTable xp, None where it is missing."""

    branch: Branch
    rows: GameTable | None

    def xp(self, player_level: int, creature_level: int, content: Content | None) -> int | None:
        """One ordinary kill before rates; None where a client file is missing that says it.

        Args:
            content: of the zone (3.3.5); on master creatures of older expansions bring a tenth,
                which is not counted here.
        """
        if self.branch is Branch.WRATH:
            if content is None:
                return None
            return kill_xp(kill_base_wrath(player_level, creature_level, content))
        own, other = self._row(player_level), self._row(creature_level)
        if own is None or other is None:
            return None
        return kill_xp(kill_base_master(player_level, creature_level, own, other))

    def _row(self, level: int) -> XpRow | None:
        if self.rows is None:
            return None
        per_kill = self.rows.value(level, "PerKill")
        divisor = self.rows.value(level, "Divisor")
        return XpRow(per_kill, divisor) if per_kill is not None and divisor else None


async def kill_table(realm: Realm) -> KillTable:
    """The table of this realm."""
    if realm.branch is Branch.WRATH:
        return KillTable(realm.branch, None)
    return KillTable(realm.branch, await realm.client.gametable("xp"))
