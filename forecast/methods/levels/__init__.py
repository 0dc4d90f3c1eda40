"""Models of a level that drifts, with an annual cycle: the default's members."""
