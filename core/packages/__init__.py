"""Voices and recognisers that the operator adds: fetched, verified, and whole or not there."""
