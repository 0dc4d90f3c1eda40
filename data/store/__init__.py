"""The store: publications and forecasts in a database."""
