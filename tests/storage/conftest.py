"""All stores of each kind: in memory, on SQLite, on PostgreSQL."""

from dataclasses import dataclass
from typing import Any

import pytest

from talking_photo.core.jobs.stores import (
    BatchStore,
    DeliveryStore,
    JobStore,
    OperatorStore,
    OwnVoiceStore,
    PersonStore,
    PortraitStore,
    ScheduleStore,
    TokenStore,
    UpdateStore,
    WebhookStore,
    WorkerStore,
)
from talking_photo.storage import memory, memory_web
from talking_photo.storage.batch_store import SqlBatchStore
from talking_photo.storage.database import Database
from talking_photo.storage.delivery_store import SqlDeliveryStore
from talking_photo.storage.inbox import SqlUpdateStore
from talking_photo.storage.job_store import SqlJobStore
from talking_photo.storage.memory_jobs import MemoryJobStore
from talking_photo.storage.memory_operator import MemoryOperatorStore
from talking_photo.storage.operator_store import SqlOperatorStore
from talking_photo.storage.own_voice_store import SqlOwnVoiceStore
from talking_photo.storage.person_store import SqlPersonStore
from talking_photo.storage.portrait_store import SqlPortraitStore
from talking_photo.storage.schedule_store import SqlScheduleStore
from talking_photo.storage.token_store import SqlTokenStore
from talking_photo.storage.webhook_store import SqlWebhookStore
from talking_photo.storage.worker_store import SqlWorkerStore
from tests import postgres


@dataclass
class Stores:
    jobs: JobStore
    people: PersonStore
    portraits: PortraitStore
    inbox: UpdateStore
    deliveries: DeliveryStore
    workers: WorkerStore
    operator: OperatorStore
    own_voices: OwnVoiceStore
    tokens: TokenStore
    webhooks: WebhookStore
    schedule: ScheduleStore
    batches: BatchStore


def in_memory():
    jobs, people = MemoryJobStore(), memory.MemoryPersonStore()
    return Stores(
        jobs,
        people,
        memory.MemoryPortraitStore(),
        memory.MemoryUpdateStore(),
        memory.MemoryDeliveryStore(),
        memory.MemoryWorkerStore(),
        MemoryOperatorStore(jobs, people),
        memory.MemoryOwnVoiceStore(),
        memory_web.MemoryTokenStore(),
        memory_web.MemoryWebhookStore(jobs),
        memory.MemoryScheduleStore(),
        memory.MemoryBatchStore(),
    )


def on(database: Database):
    kinds: list[Any] = [SqlJobStore, SqlPersonStore, SqlPortraitStore]
    kinds += [SqlUpdateStore, SqlDeliveryStore, SqlWorkerStore, SqlOperatorStore]
    kinds += [SqlOwnVoiceStore, SqlTokenStore, SqlWebhookStore, SqlScheduleStore]
    kinds += [SqlBatchStore]
    return Stores(*(kind(database) for kind in kinds))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def stores(request, tmp_path):
    match request.param:
        case "memory":
            yield in_memory()
            return
        case "sqlite":
            url = f"sqlite:///{tmp_path}/test.db"
        case _:
            url = postgres.new_database(request.getfixturevalue("postgres_server"))
    async with Database(url) as database:
        yield on(database)
