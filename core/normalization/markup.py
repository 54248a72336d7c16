"""Takes markup away: SSML and HTML, Markdown, and what chat platforms write for mentions, emoji and times."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from talking_photo.core.errors import RequestError

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<![^<>]{0,500}>|<\?[^<>]{0,500}>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
_PLATFORM = re.compile(
    r"<(?:@[!&]?|#)\d{5,25}>|<a?:(\w{1,40}):\d{5,25}>|<t:-?\d{1,13}(?::[tTdDfFR])?>|<(/[\w -]{1,60}):\d{5,25}>"
)
"""Discord's mentions, custom emoji, time stamps and commands; names of people and times are filled in by the adapter."""
_MARKDOWN = re.compile(r"[*_`~#>\[\]|\\]|^\s*-# |^\s*[-+] |^\s*\d+\. ", re.MULTILINE)
_SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
_MOST_NESTED = 40
"""Tags inside of one another; more is an attack, or a whole page."""
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
_EMPTY_TAGS = frozenset(
    {"img", "hr", "input", "meta", "link", "wbr", "mark", "audio", "source", "col"}
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
_RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "fast": 1.25, "x-fast": 1.6, "default": 1.0}
_PITCHES = {"x-low": 0.75, "low": 0.87, "medium": 1.0, "high": 1.15, "x-high": 1.3, "default": 1.0}
_VOLUMES = {
    "silent": 0.0,
    "x-soft": 0.35,
    "soft": 0.6,
    "medium": 1.0,
    "loud": 1.4,
    "x-loud": 1.9,
    "default": 1.0,
}
_USUAL_F0 = 170.0
"""Hz; SSML may give a pitch in Hz, and voices differ."""


def plain_text(raw: str) -> str:
    """Return the words without markup; a break becomes the mark `[pause 0.5s]`, a block a line of its own.

    Of SSML, prosody, emphasis and language become marks, a phoneme `[[IPA]]` behind its word; what else there is
    in tags is left out. Text that only looks like markup ("2 * 3", "a < b", "f***") stays.

    Raises:
        RequestError: markup_refused, for entities of its own and for tags nested too deeply.
    """
    if "<!ENTITY" in raw:
        raise RequestError("markup_refused", most=_MOST_NESTED)
    raw = re.sub(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]{1,64}@[^\s<>]{3,100})>", r"\1", raw)
    text = _PLATFORM.sub(
        lambda found: (found[1] and f" {_emoji_look(found[1])} ") or (found[2] or " ").strip("/"),
        raw,
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
        self._open: list[tuple[str, str]] = []
        """Tags that still are to end, with what stands for their end."""
        self._spelled = 0

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
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag not in _EMPTY_TAGS:
            begin, end = _marks_of(tag, found)
            self._open.append((tag, end))
            if len(self._open) > _MOST_NESTED:
                raise RequestError("markup_refused", most=_MOST_NESTED)
            self.parts.append(begin)
            self._spelled += tag == "say-as" and _is_spelled(found)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif self._substituted and tag == "sub":
            self._substituted.pop()
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif any(tag == opened for opened, _ in self._open):
            while self._open:
                opened, end = self._open.pop()
                self.parts.append(end)
                if opened == "say-as":
                    self._spelled = 0
                if opened == tag:
                    break

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "break" or tag in _BLOCKS:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._substituted:
            self.parts.append(" ".join(filter(str.isalnum, data)) if self._spelled else data)


def _is_spelled(attributes: dict[str, str | None]) -> bool:
    return attributes.get("interpret-as") in {"characters", "spell-out", "verbatim", "digits"}


def _marks_of(tag: str, attributes: dict[str, str | None]) -> tuple[str, str]:
    """Return what stands for the begin and the end of a tag that changes the voice."""
    match tag:
        case "prosody":
            pace = _factor(attributes.get("rate"), _RATES)
            pitch = _factor(attributes.get("pitch"), _PITCHES)
            gain = _factor(attributes.get("volume"), _VOLUMES)
            return f" [style pace={pace:.3f} pitch={pitch:.3f} gain={gain:.3f}] ", " [/style] "
        case "emphasis":
            match attributes.get("level") or "moderate":
                case "strong" | "moderate":
                    return " [emphasis] ", " [/emphasis] "
                case "reduced":
                    return " [style pace=1.1 gain=0.7] ", " [/style] "
        case "lang":
            code = attributes.get("xml:lang") or ""
            if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}", code):
                return f" [style language={code.lower()}] ", " [/style] "
        case "phoneme":
            sound = re.sub(r"[\[\]|<>]", "", attributes.get("ph") or "")
            if sound and (attributes.get("alphabet") or "ipa") == "ipa":
                return "", f"[[{sound}]]"
    return "", ""


def _factor(written: str | None, names: dict[str, float]) -> float:
    """Return a factor that SSML gives by a name, in percent, semitones, Hz or dB, or as a number."""
    if written is None or written.strip() in names:
        return names[(written or "default").strip()]
    found = re.fullmatch(r"([+-]?)(\d{1,4}(?:\.\d{1,3})?)(%|st|Hz|dB)?", written.strip())
    if found is None:
        return 1.0
    number = float(found[1] + found[2])
    match found[3]:
        case "%":
            return 1 + number / 100 if found[1] else number / 100
        case "st":
            return float(2 ** (number / 12))
        case "Hz":
            return 1 + number / _USUAL_F0 if found[1] else number / _USUAL_F0
        case "dB":
            return float(10 ** (number / 20))
    return number if names is _RATES else 1.0


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
    if re.fullmatch(r"\s*([-*_]\s*){3,}|\s*(```|~~~).*|\s*\|?(?:\s*:?-{3,}:?\s*\|?)+\s*", line):
        return ""
    if re.fullmatch(r"\s*\|.*\|\s*", line):  # a row of a table
        return ", ".join(filter(None, (cell.strip() for cell in line.split("|"))))
    line = re.sub(r"^\s*(?:(?:#{1,6}|>+|[-*+•]|-#)(?=\s)\s*)+", "", line)
    return re.sub(r"^\[[ xX]\]\s+", "", line)


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
