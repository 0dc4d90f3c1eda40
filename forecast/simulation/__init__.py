"""Simulated people: weeks, their days, and paths of them."""
