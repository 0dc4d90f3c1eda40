"""Official publications and the user's own tables: one reader a format, chosen by content."""
