"""What every section of the settings is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


class Section(BaseModel):
    """Base of every section."""

    # Not use_attribute_docstrings: to search for source that is not there takes the single binary
    # a third of a short command's time.
    model_config = ConfigDict(frozen=True, extra="forbid")
