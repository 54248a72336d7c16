"""Links, mail addresses, file names, names and tags, as words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talking_photo.core.normalization.numbers import vocabulary_of
from talking_photo.core.normalization.spoken import Rule

_TOP_DOMAINS = (
    "com|org|net|edu|gov|info|io|app|dev|me|tv|co|eu|de|fr|es|it|pt|br|uk|us|ru|ua|pl|nl|be|at|ch|tr|jp|cn|in|ca|au|"
    "mx|ar|cl|se|no|dk|fi|cz|gr|il|ai|ly|be|gg|xyz|shop|blog|online"
)
_FILE_TYPES = (
    "pdf|docx?|odt|xlsx?|pptx?|txt|md|rtf|epub|jpe?g|png|gif|webp|svg|heic|mp[34]|mov|avi|mkv|webm|wav|ogg|flac|zip|rar|7z|tar|gz|"
    "csv|json|xml|ya?ml|toml|ini|log|html?|css|py|js|ts|exe|apk|dmg|iso"
)
_LONGEST_SPELLED_URL = 40
"""Letters of a host name; a longer one is "a link"."""


def link_rules() -> Iterator[Rule]:
    """Yield the rules for links and the like, the surest first."""
    yield re.compile(r"(?i)\b(?:https?|ftp)://[^\s<>\"]+|\bwww\.[^\s<>\"]+"), _say_link
    yield re.compile(r"(?i)\bmailto:"), lambda _found, _language: ""
    yield re.compile(r"(?i)\b([\w.+-]{1,64})@([a-z0-9-]+(?:\.[a-z0-9-]+)+)\b"), _say_mail
    yield (
        re.compile(
            rf"(?<![\w@./])((?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]{{2,}}\.(?:{_TOP_DOMAINS})|t\.me|[а-яё-]{{2,}}\.рф)(/[^\s]*[^\s.,!?)])?(?![\w.]*[\w])"
        ),
        _say_host,
    )
    yield re.compile(r"(?<![\w@])@(\w[\w.]{0,62}\w|\w)"), lambda found, _: _name(found[1])
    yield re.compile(r"(?<![\w#&])#(\d*[^\W\d_]\w*)"), lambda found, _: _name(found[1])
    yield (
        re.compile(rf"(?i)(?<![\w.])([\w-]{{1,60}})\.((?:{_FILE_TYPES})(?:\.gz)?)\b(?!\.\w)"),
        _say_file,
    )


def _say_file(found: re.Match[str], language: str) -> str:
    ending = found[2].lower().replace(".", f" {_dot(language)} ")
    return f"{_name(found[1].replace('-', ' '))} {_dot(language)} {ending}"


def _dot(language: str) -> str:
    return vocabulary_of(language).dot or "."


def _say_link(found: re.Match[str], language: str) -> str:
    host = re.sub(r"(?i)^(?:https?|ftp)://|^www\.", "", found[0])
    host = re.sub(r"(?i)^www\.", "", re.split(r"[/?#:]", host)[0]).rstrip(".,!?)")
    ending = re.search(r"[.,!?)]+$", found[0])
    said = _host(host, language) or vocabulary_of(language).link or host
    return said + (ending[0] if ending else "")


def _say_host(found: re.Match[str], language: str) -> str | None:
    if found[1].count(".") == 1 and not found[1].islower() and not found[1].isupper():
        name, ending = found[1].split(".")
        if ending[:1].isupper() or (
            name.istitle()
            and len(ending) == 2
            and ending in {"it", "no", "me", "in", "at", "be", "so"}
        ):
            return None  # a sentence without a space behind its full stop
    if (
        found[1].split(".")[-1] in {"no", "me", "in", "at", "be", "it"}
        and "/" not in found[0]
        and found[1].count(".") == 1
    ):
        return None
    return _host(re.sub(r"(?i)^www\.", "", found[1]), language)


def _host(host: str, language: str) -> str | None:
    if not host or len(host) > _LONGEST_SPELLED_URL or re.fullmatch(r"[\d.:]+", host):
        return None
    return f" {_dot(language)} ".join(part.replace("-", " ") for part in host.split(".") if part)


def _say_mail(found: re.Match[str], language: str) -> str:
    name = found[1].replace(".", f" {_dot(language)} ").replace("_", " ").replace("-", " ")
    at = vocabulary_of(language).at or "@"
    return f"{name} {at} {_host(found[2], language) or found[2]}"


def _name(text: str) -> str:
    """Part a name in snake_case or CamelCase into its words."""
    return " ".join(
        re.sub(
            r"(?<=[a-zà-ÿа-яё])(?=[A-ZÀ-ÞА-ЯЁ])|(?<=\d)(?=[A-ZÀ-ÞА-ЯЁ])",
            " ",
            text.replace("_", " ").replace(".", " "),
        ).split()
    )
