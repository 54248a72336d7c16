"""What the operator can set: a TOML file, above it the environment, checked and frozen."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from talking_photo.core.errors import RequestError, SettingsError
from talking_photo.core.pronunciation import checked_dictionary

_PREFIX = "TALKING_PHOTO_"
_FILE_SUFFIX = "_file"
_VOICE_NAME = r"^[\w][\w '.-]{0,60}$"
"""Which voices there are depends on what is installed and made."""

_RENAMED = {"clip": "video", "retention.clip_hours": "retention.video_hours"}
"""Names of earlier versions -> names of today."""


class _Section(BaseModel):
    # Without hide_input_in_errors the cause of a SettingsError would show the value in a log.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class PhotoLimits(_Section):
    """Which photos are taken; `config.example.toml` explains each key of each section."""

    max_bytes: int = Field(default=20_000_000, ge=1)
    max_megapixels: float = Field(default=60.0, gt=0, le=150)
    max_file_side: int = Field(default=12_000, ge=64)
    min_side: int = Field(default=64, ge=16)
    max_side: int = Field(default=4096, ge=64)


class SoundLimits(_Section):
    """Which recordings are taken."""

    max_bytes: int = Field(default=20_000_000, ge=1)
    min_seconds: float = Field(default=0.3, ge=0.05)
    max_seconds: float = Field(default=600.0, gt=0, le=3600)


class TextLimits(_Section):
    """Which words are taken."""

    max_characters: int = Field(default=4000, ge=1, le=100_000)


class VoiceSettings(_Section):
    """Who speaks, and how."""

    order: tuple[Annotated[str, Field(pattern=_VOICE_NAME)], ...] = Field(
        default=("piper", "hibari", "kokoro", "espeak"), min_length=1
    )
    pitch: float = Field(default=1.0, ge=0.5, le=2)
    pace: float = Field(default=1.0, ge=0.5, le=2)
    variant: str = Field(default="", pattern=r"^[A-Za-z0-9_-]*$")
    folder: Path = Path("data/voices")
    mirror_url: str | None = Field(default=None, pattern=r"^https?://")
    piper_folder: Path = Path("data/piper")
    google_timeout_seconds: float = Field(default=10.0, gt=0, le=120)
    google_base_url: str | None = Field(default=None, pattern=r"^https?://")
    vosk_folder: Path | None = None

    @field_validator("order", mode="before")
    @classmethod
    def _split(cls, order: object) -> object:
        return _between_commas(order)

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(order)) < len(order):
            raise ValueError("a voice is named twice")
        return order


class RenderSettings(_Section):
    """How large the picture is, and what a render child may use."""

    max_side: int = Field(default=1280, ge=64, le=1920)
    children: int = Field(default=1, ge=0, le=64)
    memory_megabytes: int = Field(default=3072, ge=1024)
    deadline_seconds: float = Field(default=300.0, gt=0)
    """Of a video without speech, and the longest time without progress."""
    deadline_per_second: float = Field(default=6.0, ge=0)
    """What each second of speech adds to it."""
    tasks_per_child: int = Field(default=200, ge=1)
    sandbox: bool = True


class VideoSettings(_Section):
    """How the video is encoded and labelled."""

    quality_crf: int = Field(default=18, ge=0, le=51)
    preset: Literal[
        "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower"
    ] = "veryfast"
    visible_label: bool = True
    """Only this turns the label off; an empty `label` does not."""
    label: str = Field(default="", max_length=40)
    """In place of "AI" with words in the language of the video."""
    label_corner: Literal["top_left", "top_right", "bottom_left", "bottom_right"] = "top_right"


class ProvenanceSettings(_Section):
    """How videos are marked as made by AI."""

    credentials: bool = True
    """Whether videos are signed."""
    speech_mark: bool = True
    """Whether synthesised speech gets an inaudible mark."""
    folder: Path | None = None
    """Where the authority of this installation is kept; None for a folder of the user."""
    certificate: Path | None = None
    """The operator's own, PEM, with those above it; `private_key` belongs to it."""
    private_key: Path | None = None
    timestamp_url: str | None = Field(default=None, pattern=r"^https?://")
    timestamp_seconds: float = Field(default=5.0, gt=0, le=60)
    """How long the service is waited for."""
    trusted: tuple[Path, ...] = ()
    """Certificates of other installations whose videos count as ours, PEM."""

    @field_validator("trusted", mode="before")
    @classmethod
    def _split(cls, files: object) -> object:
        return _between_commas(files)


class DatabaseSettings(_Section):
    """Where jobs and people are remembered."""

    # A secret, for the address of a server has a password in it.
    url: SecretStr = SecretStr("sqlite:///data/talking-photo.db")


class MediaSettings(_Section):
    """Where photos, recordings and videos lie."""

    url: str = Field(default="data/media", min_length=1)


class Limits(_Section):
    """How much is taken on."""

    jobs_per_day: int = Field(default=50, ge=1)
    video_minutes_per_day: float = Field(default=60, gt=0)
    waiting_per_person: int = Field(default=20, ge=1)
    queue_length: int = Field(default=200, ge=1)
    queue_share: float = Field(default=0.125, gt=0, le=1)
    stored_megabytes: int = Field(default=1000, ge=1)
    waiting_messages: int = Field(default=30, ge=1)
    answer_minutes: float = Field(default=60, gt=0, le=24 * 60)


class Retention(_Section):
    """How long things are kept."""

    photo_minutes: float = Field(default=15, gt=0)
    video_hours: float = Field(default=24, gt=0)
    job_days: float = Field(default=30, gt=0)
    sweep_minutes: float = Field(default=1, gt=0)


class WebSettings(_Section):
    """Where health, metrics and webhooks are served; port 0 takes any that is free."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    metrics_public: bool = False
    """Without it, /metrics answers only this machine and whoever knows `metrics_token`."""
    metrics_token: SecretStr | None = Field(default=None, min_length=16)


class StudioSettings(_Section):
    """The page and the API, which the server of `web` answers."""

    enabled: bool = True
    token: SecretStr | None = Field(default=None, min_length=16)
    """Who knows it may use them; without it they are for this machine alone."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/\s?#@]+/?$")
    """Where people reach the page, such as `https://photos.example.org`; /web sends it."""
    hosts: tuple[str, ...] = ()
    """Further names by which the page is reached, such as `photos.example.org`."""
    webhook_hosts: tuple[str, ...] = ()
    """Hosts, or `host:port`, that may be called though they are private or speak no https."""
    frame_ancestors: tuple[str, ...] = ("*",)
    """Websites that may show a shared video in a frame, as in a Content-Security-Policy."""
    upload_seconds: float = Field(default=120.0, gt=0)
    """A slower upload is broken off."""

    @field_validator("hosts", "webhook_hosts", "frame_ancestors", mode="before")
    @classmethod
    def _split(cls, names: object) -> object:
        return _between_commas(names)

    @property
    def reached_as(self) -> frozenset[str]:
        """All names by which the page is reached besides numbers and localhost."""
        named = () if self.public_url is None else (urlsplit(self.public_url).hostname or "",)
        return frozenset(host.casefold() for host in (*self.hosts, *named))

    @field_validator("frame_ancestors")
    @classmethod
    def _are_sources(cls, ancestors: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"[^\s;,]+", source) for source in ancestors):
            raise ValueError("such as https://school.example")
        return ancestors


class HealthSettings(_Section):
    """What counts as healthy."""

    min_free_megabytes: int = Field(default=500, ge=0)


class WorkerSettings(_Section):
    """How workers take turns, stop, and find out that one of them is dead."""

    poll_seconds: float = Field(default=0.1, ge=0.02, le=10)
    dead_after_seconds: float = Field(default=8.0, ge=1)
    grace_seconds: float = Field(default=15.0, ge=0, le=300)


class AccessSettings(_Section):
    """Who may ask for videos."""

    allowed: tuple[str, ...] = ()
    """Such as `telegram:4711`; empty lets everybody in."""
    blocked: tuple[str, ...] = ()

    @field_validator("allowed", "blocked", mode="before")
    @classmethod
    def _split(cls, people: object) -> object:
        return _between_commas(people)


class OperatorSettings(_Section):
    """Who runs the bots, and where they get reports of faults and give commands."""

    name: str = Field(default="", max_length=100)
    """Shown in /help and /privacy, as is `contact`."""
    contact: str = Field(default="", max_length=200)
    chats: tuple[str, ...] = ()
    """Such as `telegram:-1001234` or `discord:4711`; whoever may write there may command."""
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    """Of the reports."""
    report_minutes: float = Field(default=15.0, ge=0.01)
    """The least time between two reports."""

    @field_validator("chats", mode="before")
    @classmethod
    def _split(cls, chats: object) -> object:
        return _between_commas(chats)

    @field_validator("chats")
    @classmethod
    def _are_chats(cls, chats: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"telegram:-?\d+|discord:\d+", chat) for chat in chats):
            raise ValueError("such as telegram:-1001234 or discord:4711")
        return chats


class TelegramSettings(_Section):
    """The bot on Telegram; without a token there is none."""

    token: SecretStr | None = None
    base_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://")
    base_file_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://")
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = Field(default=None, pattern=r"^https?://")
    webhook_secret: SecretStr | None = None

    @field_validator("webhook_secret")
    @classmethod
    def _as_telegram_takes_it(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("1 to 256 of A-Z a-z 0-9 _ -")
        return secret


class DiscordSettings(_Section):
    """The bot on Discord; without a token there is none."""

    token: SecretStr | None = None
    api_base: str = Field(default="https://discord.com/api/v10", pattern=r"^https?://")
    gateway: str = Field(default="wss://gateway.discord.gg/", pattern=r"^wss?://")
    cdn_hosts: tuple[str, ...] = ("cdn.discordapp.com", "media.discordapp.net")
    """Attachments are fetched from nowhere else; `host`, or `host:port`."""
    message_content: bool = False

    @field_validator("cdn_hosts", mode="before")
    @classmethod
    def _split(cls, hosts: object) -> object:
        return _between_commas(hosts)


class Settings(_Section):
    """All sections, frozen."""

    photo: PhotoLimits = PhotoLimits()
    sound: SoundLimits = SoundLimits()
    text: TextLimits = TextLimits()
    voice: VoiceSettings = VoiceSettings()
    render: RenderSettings = RenderSettings()
    video: VideoSettings = VideoSettings()
    provenance: ProvenanceSettings = ProvenanceSettings()
    database: DatabaseSettings = DatabaseSettings()
    media: MediaSettings = MediaSettings()
    limits: Limits = Limits()
    retention: Retention = Retention()
    web: WebSettings = WebSettings()
    studio: StudioSettings = StudioSettings()
    health: HealthSettings = HealthSettings()
    worker: WorkerSettings = WorkerSettings()
    access: AccessSettings = AccessSettings()
    operator: OperatorSettings = OperatorSettings()
    dictionary: dict[str, str] = Field(default_factory=dict)
    """Pronunciations by word, for everybody."""
    telegram: TelegramSettings = TelegramSettings()
    discord: DiscordSettings = DiscordSettings()

    @field_validator("dictionary")
    @classmethod
    def _is_dictionary(cls, entries: dict[str, str]) -> dict[str, str]:
        checked: dict[str, str] = {}
        for word, sound in entries.items():
            try:
                checked |= checked_dictionary({word: sound})
            except RequestError as exc:
                raise PydanticCustomError(
                    "dictionary", "{code} {word}", {"code": exc.code, "word": word}
                ) from exc
        return checked

    def secrets(self) -> frozenset[str]:
        """Return the values that must stand in no log.

        Tokens, and the password of the database.
        """
        url = self.database.url.get_secret_value()
        values = {
            value.get_secret_value()
            for name in type(self).model_fields
            if isinstance(section := getattr(self, name), _Section)
            for _, value in section
            if isinstance(value, SecretStr)
        }
        with contextlib.suppress(ValueError):  # no address at all; it is refused elsewhere
            values.add(unquote(urlsplit(url).password or ""))
        return frozenset(values - {url, ""})

    def for_render_child(self) -> Settings:
        """The same without what guards a door: a child reads hostile files."""
        marks = {"folder": None, "certificate": None, "private_key": None, "trusted": ()}
        return self.model_copy(
            update={
                "provenance": self.provenance.model_copy(update=marks),
                "database": DatabaseSettings(),
                "web": WebSettings(),
                "studio": StudioSettings(),
                "media": MediaSettings(),
                "telegram": TelegramSettings(),
                "discord": DiscordSettings(),
            }
        )


def load_settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """Put the variables over the file over the defaults.

    Args:
        path: A TOML file; None for none.
        environment: Variables `TALKING_PHOTO_<SECTION>__<KEY>`, or the same with `_FILE` behind it
            for a file that holds the value. Others are ignored; nothing else is read.

    Raises:
        SettingsError: settings_file_unreadable, settings_file_broken, setting_unknown,
            setting_renamed, setting_wrong, setting_given_twice or setting_file_unreadable. Facts
            name the key, never the value.
    """
    merged = {} if path is None else _read_file(path)
    for name, value in _contents_of_files(_ours(environment)).items():
        section, _, key = name.partition("__")
        values = merged.setdefault(section, {})
        # A section that is no table in the file is left for the check below to refuse.
        if isinstance(values, dict):
            values[key] = value
    try:
        return Settings.model_validate(merged)
    except ValidationError as exc:
        wrong = exc.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in wrong["loc"])
        if wrong["type"] == "dictionary":
            word, problem = wrong["ctx"]["word"], wrong["ctx"]["code"]
            raise SettingsError("setting_wrong", key=f"{key}.{word}", problem=problem) from exc
        if wrong["type"] == "extra_forbidden":
            if key in _RENAMED:
                raise SettingsError("setting_renamed", key=key, new=_RENAMED[key]) from exc
            raise SettingsError("setting_unknown", key=key) from exc
        raise SettingsError("setting_wrong", key=key, problem=wrong["type"]) from exc


def _between_commas(names: object) -> object:
    """A variable of the environment has no lists: there, the names stand between commas."""
    return [name.strip() for name in names.split(",")] if isinstance(names, str) else names


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise SettingsError("settings_file_unreadable", file=str(path)) from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SettingsError("settings_file_broken", file=str(path), problem=str(exc)) from exc


def _ours(environment: Mapping[str, str]) -> dict[str, str]:
    """Our variables, named `section__key`."""
    return {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(_PREFIX)
    }


def _contents_of_files(variables: Mapping[str, str]) -> dict[str, str]:
    """Replace each `X_FILE` by `X` with what stands in that file, as container secrets come.

    Raises:
        SettingsError: setting_given_twice or setting_file_unreadable.
    """
    read = {name: value for name, value in variables.items() if not name.endswith(_FILE_SUFFIX)}
    for name in variables.keys() - read.keys():
        key = name.removesuffix(_FILE_SUFFIX)
        if key in read:
            raise SettingsError("setting_given_twice", key=_dotted(key))
        try:
            read[key] = Path(variables[name]).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as exc:
            raise SettingsError("setting_file_unreadable", key=_dotted(name)) from exc
    return read


def _dotted(name: str) -> str:
    return name.replace("__", ".")
