"""The members of the forecast, one model a file; `crossings.forecast.catalogue` names them."""
