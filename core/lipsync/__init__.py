"""Lip synchronisation: mouth parameters over time from timed phones or from a recording."""
