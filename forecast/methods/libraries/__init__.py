"""Models from Prophet, statsmodels and scikit-learn."""
