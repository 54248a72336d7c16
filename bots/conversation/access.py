"""Who may ask for videos: those whom the operator allows, and who has agreed to the rules."""

from __future__ import annotations

from talking_photo.core.jobs.job import Person
from talking_photo.core.settings import AccessSettings

CONSENT = 1
"""Version of the sentence `consent`; whoever agreed to an earlier one is asked again."""


def is_allowed(person: Person, access: AccessSettings) -> bool:
    """Whether the operator lets this person in at all."""
    if is_blocked(person, access):
        return False
    return not access.allowed or person.id in access.allowed


def is_blocked(person: Person, access: AccessSettings) -> bool:
    """Return whether the operator keeps this person out."""
    return person.blocked or person.id in access.blocked


def has_agreed(person: Person) -> bool:
    """Whether the rules of today were agreed to."""
    return person.consent is not None and person.consent.version >= CONSENT
