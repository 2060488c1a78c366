"""Folding of names: two spellings that a person takes for the same name become one text.

Case, marks over and under letters, apostrophes and quotes vanish; hyphens and other punctuation
become spaces; letters that Unicode does not take apart (ø, æ, ł) become their plain neighbours.
Scripts stay what they are: Chinese, Korean and Russian names are kept in their own letters.
"""

from __future__ import annotations

import unicodedata

_PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
)
_JOINED = frozenset("'`’‘‛ʼʻ´\"“”„«»‹›")
"""Left out without a space: Kel'Thuzad is kelthuzad."""


def fold(text: str) -> str:
    """The folded text: letters, digits and single spaces; folding it again changes nothing.

    A text without any letter or digit ("???") keeps its visible characters, so that it can be
    found by them.
    """
    if text.isascii():
        folded = _spaced(text.lower())
    else:
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
        folded = unicodedata.normalize("NFC", _spaced(bare.translate(_PLAIN)))
    return folded or _visible(text)


def _spaced(text: str) -> str:
    """Letters and digits, with single spaces for what stands between them."""
    if not text.replace(" ", "").isalnum():
        text = "".join(_kept(letter) for letter in text)
    return " ".join(text.split())


def _kept(letter: str) -> str:
    if letter.isalnum():
        return letter
    return "" if letter in _JOINED else " "


def _visible(text: str) -> str:
    """Without control characters, lone surrogates and needless spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
