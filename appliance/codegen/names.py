"""Names and descriptions that callers choose, checked so that they cannot break the code."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Container

from appliance.errors import InvalidArgument

MOST_LETTERS = 64
"""Of one name."""
MOST_NESTED = 8
"""Namespaces within each other."""
COMMENT_COLUMNS = 96

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_STEM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}", re.ASCII)
_LIKE_MACRO = re.compile(r"[A-Z0-9]*_[A-Z0-9_]*|[A-Z0-9]{5,}|E[A-Z0-9]{2,}", re.ASCII)
"""Constants of the system and of TrinityCore look like this: INT_MAX, EINTR, SIGINT."""

# ISO C++20, [lex.key]: keywords, identifiers with special meaning, alternative tokens.
_KEYWORDS = """
alignas alignof asm auto bool break case catch char char8_t char16_t char32_t class concept const
consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default
delete do double dynamic_cast else enum explicit export extern false float for friend goto if inline
int long mutable namespace new noexcept nullptr operator private protected public register
reinterpret_cast requires return short signed sizeof static static_assert static_cast struct switch
template this thread_local throw true try typedef typeid typename union unsigned using virtual void
volatile wchar_t while final import module override
and and_eq bitand bitor compl not not_eq or or_eq xor xor_eq
"""
# Short macros, and such in small letters, of the system's headers that TrinityCore brings in.
_MACROS = """
NULL EOF TRUE FALSE MIN MAX BSD
assert errno stdin stdout stderr setjmp offsetof va_arg va_copy va_end va_start major minor makedev
linux unix alloca st_atime st_ctime st_mtime
"""
# What generated code takes from elsewhere by these names.
_TYPES = """
std uint8 uint16 uint32 uint64 int8 int16 int32 int64 size_t time_t string vector array ObjectGuid
Optional Player Unit Creature Group Map Item Spell WorldObject WorldSession WorldPacket WorldPackets
ByteBuffer Trinity ObjectAccessor
"""
KEYWORDS, MACROS, TYPES = (frozenset(text.split()) for text in (_KEYWORDS, _MACROS, _TYPES))


def check_identifier(name: str, field: str, *, taken: Container[str] = ()) -> str:
    """Return `name` when it may name something in C++.

    Args:
        taken: further names that the code around it uses.

    Raises:
        InvalidArgument: it is not an identifier, reserved, or in use.
    """
    if len(name) > MOST_LETTERS or not _IDENTIFIER.fullmatch(name):
        raise InvalidArgument(
            f"{field} must be a C++ name of up to {MOST_LETTERS} letters A to Z, digits and _"
        )
    if name in KEYWORDS or "__" in name or name.startswith("_"):
        raise InvalidArgument(f"{field}: C++ keeps {name!r} for itself")
    if name in MACROS or _LIKE_MACRO.fullmatch(name):
        raise InvalidArgument(f"{field}: {name!r} may be a macro; use small letters too")
    if name in TYPES or name in taken:
        raise InvalidArgument(f"{field}: the generated code itself uses the name {name!r}")
    return name


def check_namespace(name: str, field: str, *, taken: Container[str] = ()) -> str:
    """Return `name` when it is a namespace, nested with `::` or not.

    Raises:
        InvalidArgument: one of its parts is not an identifier, reserved, or in use.
    """
    parts = name.split("::")
    if len(parts) > MOST_NESTED:
        raise InvalidArgument(f"{field} is nested deeper than {MOST_NESTED}")
    for part in parts:
        check_identifier(part, field, taken=taken)
    return name


def check_stem(stem: str) -> str:
    """Return `stem` when files may be called so and be named in an #include.

    Raises:
        InvalidArgument: it has other letters.
    """
    if not _STEM.fullmatch(stem):
        raise InvalidArgument("outputPath: use letters, digits and ._+- in the file's name")
    return stem


def guard(namespace: str, stem: str) -> str:
    """The macro that keeps a header from being read twice."""
    words = re.sub(r"[^A-Z0-9]+", "_", f"{namespace}_{stem}_H".upper())
    return words.lstrip("_0123456789")


def comment(text: str, indent: str = "") -> str:
    """`text` as lines of `//`; nothing in it ends the comment or joins the next line to it."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    # Trigraphs: "??/" is a backslash to compilers that still read them.
    plain = " ".join(plain.replace("??", "? ?").split())
    width = COMMENT_COLUMNS - len(indent) - 3
    lines = textwrap.wrap(plain, width, break_on_hyphens=False) or [""]
    return "\n".join(f"{indent}// {line.rstrip(chr(92) + ' ')}".rstrip() for line in lines)
