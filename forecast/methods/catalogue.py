"""The models by name, each loaded only when it is asked for."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Final

from ...data.errors import OptionError
from .protocol import Model

DEFAULT: Final = "default"

# Name of each model: where its class lives. The default is the pool of the first two.
_CLASSES: Final = {
    DEFAULT: (".pool", "DefaultPool"),
    "count-level": (".levels.count_level", "CountLevel"),
    "root-level": (".levels.root_level", "RootLevel"),
    "active-days": (".levels.active_days", "ActiveDays"),
    "analogue": (".baselines.analogue", "Analogue"),
    "climatology": (".baselines.climatology", "Climatology"),
    "pace": (".baselines.pace", "Pace"),
    "persistence": (".baselines.persistence", "Persistence"),
    "prophet": (".libraries.prophet", "ProphetWeekly"),
    "ridge": (".libraries.ridge", "Ridge"),
    "sarimax": (".libraries.sarimax", "Sarimax"),
}


def models() -> list[str]:
    """Return the names that ``model=`` accepts, the default first.

    Examples
    --------
    >>> from crossings.forecast import models
    >>> models()[:3]
    ['default', 'count-level', 'root-level']
    """
    return list(_CLASSES)


def build(name: str) -> Model:
    """Return the model of a name.

    Raises
    ------
    OptionError
        If there is no such model; the message names the nearest.
    """
    if name not in _CLASSES:
        near = get_close_matches(str(name), _CLASSES, n=1)
        raise OptionError(
            f"no model {name!r}",
            expected=f"one of {', '.join(_CLASSES)}",
            argument="model",
            fix=f"Did you mean {near[0]!r}?" if near else None,
        )
    module, attribute = _CLASSES[name]
    model: Model = getattr(import_module(module, __package__), attribute)()
    return model
