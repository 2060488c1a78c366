from __future__ import annotations

import pytest

from appliance import errors
from appliance.errors import ApplianceError
from appliance.server.recording import kind


def told_to_callers() -> list[type[ApplianceError]]:
    bases = (errors.DatabaseError, errors.ToolError, errors.SchemaUnsupported, errors.UnknownTool)
    return [
        found
        for found in vars(errors).values()
        if isinstance(found, type)
        and issubclass(found, bases)
        and found not in (errors.DatabaseError, errors.ToolError)
    ]


def test_every_error_a_tool_may_raise_has_a_kind_of_its_own() -> None:
    kinds = [kind(error("x")) for error in told_to_callers()]
    assert len(set(kinds)) == len(kinds) > 9
    assert "other" not in kinds


@pytest.mark.parametrize("error", [errors.SettingsError("x"), errors.ToolError("x")])
def test_the_rest_is_other(error: ApplianceError) -> None:
    assert kind(error) == "other"


def test_a_more_special_error_is_counted_as_what_it_is() -> None:
    class NoSuchCreature(errors.NotFound):
        pass

    assert kind(NoSuchCreature("x")) == "not_found"
