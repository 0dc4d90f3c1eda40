"""Forecasts: simulated days from the daily table, and the distributions counted on them."""

from .api import forecast_year
from .archive import archived, history
from .backtesting import backtest
from .distribution import Distribution
from .explain import Change, RequiredPace, required_pace
from .hub import hub_file_name, hub_target_data
from .methods.catalogue import models
from .methods.protocol import Fitted, Model
from .scoring import relative_skill, score_total, skill
from .simulation.paths import DailyPaths, Paths, WeeklyPaths, weekly_paths
from .thresholds import Milestone, Record
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
    "hub_file_name",
    "hub_target_data",
    "models",
    "relative_skill",
    "required_pace",
    "score_total",
    "skill",
    "weekly_paths",
]
