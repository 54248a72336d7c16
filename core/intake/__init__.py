"""Untrusted photos, sounds and texts become checked values here, or a RequestError."""
