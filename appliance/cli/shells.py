"""Completion in bash, zsh and fish: click's scripts and answers, with some things put right.

A setting's key is completed up to its "=" without a space after it; `--option=value` is completed
as `--option value` is; in zsh not only every other Tab is answered; and no shell is started to ask
its version. Importing this module tells click of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

_BASH_NO_SPACE = """\
    if [[ ${COMPREPLY[0]-} == *= ]]; then
        compopt -o nospace
    fi

    return 0
"""
_ZSH_BEGIN = "    (( ! $+commands[%(prog_name)s] )) && return 1\n"
_ZSH_FILE = "    [[ $PREFIX == --*=* ]] && compset -P 1 '*='\n"
"""A file's name begins after the option's "="."""
_ZSH_ADD = "        compadd -U -V unsorted -a completions\n"
_ZSH_NO_SPACE = """\
        local -a ending=()
        [[ ${completions[1]} == *= ]] && ending=(-S '')
        compadd -U -V unsorted "${ending[@]}" -a completions
"""
_FISH_PATHS = "__fish_complete_path $metadata[2];"
_FISH_WHOLE_PATHS = """\
set -l option (string match -r -- '^--[^=]*=' (commandline -t));
            __fish_complete_path $metadata[2] | string replace -r -- '^' "$option";"""
_BREAKS: Final = "=:"
"""Where bash splits a word in two, with the character as a word between them."""


class Bash(BashComplete):
    """Bash, which splits `log.level=info` into three words and replaces the last."""

    source_template = BashComplete.source_template.replace("    return 0\n", _BASH_NO_SPACE)
    _before = ""

    def source(self) -> str:
        """The script. The bash of whoever prints it may not be the one that reads it."""
        return ShellComplete.source(self)

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words as they were typed, and the one to complete."""
        arguments, incomplete = super().get_completion_args()
        words, self._before = join_words([*arguments, incomplete])
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """One line of the answer: only what comes after bash's last break."""
        value = item.value if item.type != "plain" else without(self._before, item.value)
        return f"{item.type},{value}"


class _WholeWords(ShellComplete):
    """A shell that replaces the whole of `--option=value`."""

    _option = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words, and the one to complete."""
        arguments, incomplete = super().get_completion_args()
        option, equals, _ = incomplete.partition("=")
        self._option = option + equals if equals and option.startswith("--") else ""
        return arguments, incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A part of the answer: with the option, which is typed already."""
        if item.type == "plain":
            item.value = self._option + item.value
        return super().format_completion(item)


class Zsh(_WholeWords, ZshComplete):
    """Zsh, which runs a script in fpath as the body of a function each time it completes."""

    source_template = (
        ZshComplete.source_template.replace(_ZSH_BEGIN, _ZSH_BEGIN + _ZSH_FILE)
        .replace(_ZSH_ADD, _ZSH_NO_SPACE)
        .replace("== loadautofunc ]]", "== (loadautofunc|shfunc) ]]")
    )


class Fish(_WholeWords, FishComplete):
    """Fish."""

    source_template = FishComplete.source_template.replace(_FISH_PATHS, _FISH_WHOLE_PATHS)


SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}

for _shell in SHELLS.values():
    add_completion_class(_shell)


def join_words(words: Sequence[str]) -> tuple[list[str], str]:
    """Undo bash's splitting.

    Args:
        words: the last is the one to complete.

    Returns:
        The words as they were typed, and how much of the last one bash does not replace.
    """
    joined: list[str] = []
    before, after_break = "", False
    for word in words:
        is_break = bool(word) and not word.strip(_BREAKS)
        # `--host ::1` is two words, `--set=` is one.
        begins = word.startswith(":") and bool(joined) and joined[-1].startswith("-")
        if joined and word and not begins and (is_break or after_break):
            before = joined[-1] + (word if is_break else "")
            joined[-1] += word
        else:
            joined.append(word)
            before = word if is_break else ""
        after_break = is_break
    return joined, before


def without(before: str, value: str) -> str:
    """A completion without what is typed already: its beginning that `before` ends with."""
    for start in range(len(before)):
        if value.startswith(before[start:]):
            return value[len(before) - start :]
    return value
