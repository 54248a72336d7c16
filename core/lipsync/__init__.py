"""The lips: timed phones or a recording become the mouth's parameters over time."""
