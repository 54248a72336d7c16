"""All stores in memory."""

from talking_photo.core.jobs.stores import Stores
from talking_photo.storage import memory, memory_web
from talking_photo.storage.memory_jobs import MemoryJobStore
from talking_photo.storage.memory_operator import MemoryOperatorStore


def memory_stores(**given):
    """Return the bundle with the stores that are given, and new ones for the others."""
    jobs = given.get("jobs") or MemoryJobStore()
    people = given.get("people") or memory.MemoryPersonStore()
    return Stores(
        **{
            "jobs": jobs,
            "people": people,
            "portraits": memory.MemoryPortraitStore(),
            "own_voices": memory.MemoryOwnVoiceStore(),
            "schedule": memory.MemoryScheduleStore(),
            "batches": memory.MemoryBatchStore(),
            "updates": memory.MemoryUpdateStore(),
            "deliveries": memory.MemoryDeliveryStore(),
            "operator": MemoryOperatorStore(jobs, people),
            "tokens": memory_web.MemoryTokenStore(),
            "webhooks": memory_web.MemoryWebhookStore(jobs),
            "media": memory.MemoryMediaStore(),
            **given,
        }
    )
