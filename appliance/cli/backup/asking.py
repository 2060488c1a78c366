"""Questions on the terminal: accounts, passwords, and the word that sets a restore going."""

from __future__ import annotations

import sys

import click

from appliance.errors import BackupError


def ask(what: str, option: str, *, hidden: bool = False) -> str:
    """Somebody's answer.

    Args:
        option: what answers it where nobody can be asked.

    Raises:
        BackupError: there is no terminal.
        KeyboardInterrupt: the question was interrupted.
    """
    if not sys.stdin.isatty():
        raise BackupError(f"{what}: nobody can be asked here", hint=f"give {option}")
    try:
        answer: str = click.prompt(
            what, hide_input=hidden, err=True, default="", show_default=False
        )
    except click.Abort:
        raise KeyboardInterrupt from None
    return answer


def confirm(names: str, answer: str) -> None:
    """Compare what was typed with what was asked for.

    Raises:
        BackupError: something else was typed.
    """
    if answer.split() != names.split():
        raise BackupError("not confirmed: nothing was changed")
