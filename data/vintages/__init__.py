"""What is held, what was known when, and what was revised."""
