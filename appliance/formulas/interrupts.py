"""Whether an interrupting spell can stop a cast (Spell::EffectInterruptCast)."""

from __future__ import annotations

SILENCE = 1
"""SpellPreventionType: what silence prevents can be interrupted."""
INTERRUPT = 0x8
"""SpellInterruptFlags and SpellChannelInterruptFlags of 3.3.5: ends by an interrupting spell."""
DAMAGE_CANCELS = 0x400
"""SpellInterruptFlags of master: DamageCancels."""


def interruptible_wrath(
    prevention: int,
    interrupt_flags: int,
    channel_flags: int,
    *,
    channeled: bool,
    cast_time_ms: int,
) -> bool:
    """Whether Kick and its like stop this spell on 3.3.5.

    Source (3.3.5): SpellEffects.cpp, Spell::EffectInterruptCast.
    """
    if prevention != SILENCE:
        return False
    if channeled:
        return bool(channel_flags & INTERRUPT)
    return cast_time_ms > 0 and bool(interrupt_flags & INTERRUPT)


def interruptible_master(
    prevention: int, interrupt_flags: int, *, channeled: bool, cast_time_ms: int
) -> bool:
    """Whether Kick and its like stop this spell on master, from who is not immune to that.

    Source (master): SpellInfo.cpp, SpellInfo::CanBeInterrupted.
    """
    if not channeled and cast_time_ms <= 0:
        return False
    return bool(prevention & SILENCE or interrupt_flags & DAMAGE_CANCELS)
