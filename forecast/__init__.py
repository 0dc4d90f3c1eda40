"""What may come: simulated days from the daily table, and the distributions counted on them."""

from . import models as _folder  # loaded first: the function below keeps the name `models`
from .backtest import backtest
from .catalogue import models
from .distribution import Distribution
from .events import Milestone, Record
from .explain import Change, RequiredPace, required_pace
from .forecast import forecast_year
from .history import archived, history
from .model import Fitted, Model
from .paths import DailyPaths, Paths, WeeklyPaths, weekly_paths
from .scoring import score_total, skill
from .year_forecast import YearForecast

__all__ = [
    "Change",
    "DailyPaths",
    "Distribution",
    "Fitted",
    "Milestone",
    "Model",
    "Paths",
    "Record",
    "RequiredPace",
    "WeeklyPaths",
    "YearForecast",
    "archived",
    "backtest",
    "forecast_year",
    "history",
    "models",
    "required_pace",
    "score_total",
    "skill",
    "weekly_paths",
]

del _folder
