"""The report's forms: one renderer a file, and no arithmetic in any of them."""
