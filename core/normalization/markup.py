"""Takes markup away: SSML and HTML, Markdown, and what chat platforms write for mentions, emoji and times."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<![^<>]{0,500}>|<\?[^<>]{0,500}>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
_PLATFORM = re.compile(
    r"<(?:@[!&]?|#)\d{5,25}>|<a?:(\w{1,40}):\d{5,25}>|<t:-?\d{1,13}(?::[tTdDfFR])?>|<(/[\w -]{1,60}):\d{5,25}>"
)
"""Discord's mentions, custom emoji, time stamps and commands; names of people and times are filled in by the adapter."""
_MARKDOWN = re.compile(r"[*_`~#>\[\]|\\]|^\s*[-+] |^\s*\d+\. ", re.MULTILINE)
_SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
_SILENT_TAGS = frozenset({"script", "style", "head", "title", "metadata"})
_BLOCKS = frozenset(
    {
        "br",
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "s",
        "paragraph",
        "sentence",
    }
)
_STRENGTHS = {
    "none": 0.0,
    "x-weak": 0.1,
    "weak": 0.2,
    "medium": 0.4,
    "strong": 0.8,
    "x-strong": 1.2,
}
"""Seconds of SSML's named breaks."""
_LONGEST_BREAK = 10.0


def plain_text(raw: str) -> str:
    """Return the words without markup; a break becomes the mark `[pause 0.5s]`, a block a line of its own.

    Text that only looks like markup ("2 * 3", "a < b", "f***") stays.
    """
    raw = re.sub(r"<((?:https?://|mailto:)[^\s<>]+)>", r"\1", raw)
    text = _PLATFORM.sub(
        lambda found: (found[1] and f" {_emoji_look(found[1])} ") or (found[2] or " "), raw
    )
    if _TAG.search(text):
        text = _without_tags(text)
    elif _ENTITY.search(text):
        text = html.unescape(text)
    if _MARKDOWN.search(text):
        text = _without_markdown(_SPOILER.sub(r"\1", text))
    return text


def _emoji_look(_name: str) -> str:
    """A custom emoji has no words; its name is chosen by a server's owner."""
    return ""


class _Text(HTMLParser):
    """Collects the words of a document, its breaks as marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []
        self._substituted: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in _SILENT_TAGS:
            self._silent.append(tag)
        elif tag == "break":
            self.parts.append(f" [pause {_break_seconds(found):g}s] ")
        elif tag == "sub" and found.get("alias"):
            self.parts.append(f" {found['alias']} ")
            self._substituted.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif self._substituted and tag == "sub":
            self._substituted.pop()
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._substituted:
            self.parts.append(data)


def _break_seconds(attributes: dict[str, str | None]) -> float:
    time = re.fullmatch(r"\s*(\d{1,5}(?:\.\d{1,3})?)\s*(ms|s)\s*", attributes.get("time") or "")
    if time is not None:
        seconds = float(time[1]) / (1000 if time[2] == "ms" else 1)
    else:
        seconds = _STRENGTHS.get(attributes.get("strength") or "medium", _STRENGTHS["medium"])
    return min(seconds, _LONGEST_BREAK)


def _without_tags(text: str) -> str:
    parser = _Text()
    # A sign that begins no tag is a sign: "a < b", "<3".
    parser.feed(re.sub(r"<(?![A-Za-z/!?])", "&lt;", text))
    parser.close()
    return "".join(parser.parts)


def _without_markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero").enable(
        ["emphasis", "backticks", "link", "strikethrough", "autolink", "image"]
    )
    return "\n".join(
        _without_inline(reader, _without_block_marks(line)) for line in text.split("\n")
    )


def _without_block_marks(line: str) -> str:
    """Take heading, quote and bullet signs from the start of a line; the number of a list stays, it is read out."""
    if re.fullmatch(r"\s*([-*_]\s*){3,}|\s*(```|~~~).*", line):
        return ""
    return re.sub(r"^\s*(?:(?:#{1,6}|>+|[-*+•])(?=\s)\s*)+", "", line)


def _without_inline(reader: object, line: str) -> str:
    from markdown_it import MarkdownIt

    assert isinstance(reader, MarkdownIt)  # noqa: S101 - for the type checker; the import stays in functions
    # A name in brackets is one of our marks, or words; only `[words](address)` is a link.
    tokens = reader.parseInline(line)
    found = []
    for token in tokens[0].children or []:
        if token.type in {"text", "code_inline"} or token.type == "image":
            found.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            found.append("\n")
    return "".join(found)
