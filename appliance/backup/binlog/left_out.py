"""Which statements a replay by schema drops, though they belong to a schema that is restored.

The servers' programs count a statement to the schema that was in use when it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.backup.binlog.events import Transaction
from appliance.backup.scratch import PREFIX

_NO_CODE = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|/\*(?!!).*?\*/|(?:--\s|\#)[^\n]*""", re.S
)
"""Strings and comments; what is behind /*! is code."""


def is_left_out(each: Transaction, databases: Sequence[str]) -> bool:
    """Whether a statement names one of the schemas, and the programs count it to another one.

    A name in a string or a comment is none. Proofs are no part of the realm.

    Args:
        databases: the schemas whose statements are replayed; empty: all.
    """
    if not databases or not each.statement or each.schema in databases:
        return False
    if each.schema.startswith(PREFIX):
        return False
    names = "|".join(map(re.escape, databases))
    code = _NO_CODE.sub(" ", each.statement)
    return re.search(rf"(?<![\w$])`?({names})`?\s*\.", code, re.I) is not None
