"""The models, one a file, and the list of their names."""
