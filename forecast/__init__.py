"""What may come: simulated days from the daily table, and the distributions counted on them."""

from . import models as _folder  # loaded first: the function below keeps the name `models`
from .catalogue import models
from .distribution import Distribution
from .events import Milestone, Record
from .forecast import forecast_year
from .model import Fitted, Model
from .outlook import YearForecast
from .paths import DailyPaths, Paths, WeeklyPaths, weekly_paths

__all__ = [
    "DailyPaths",
    "Distribution",
    "Fitted",
    "Milestone",
    "Model",
    "Paths",
    "Record",
    "WeeklyPaths",
    "YearForecast",
    "forecast_year",
    "models",
    "weekly_paths",
]

del _folder
