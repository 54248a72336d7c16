"""Text normalization: from the written form to the spoken form, with a map back to what was written.

`plain_text` takes markup away before anything else looks at a text; `spell_out` turns the written words of one
language into words that any voice can say; `written_words` gives the times of what was said to what was written.
"""

from __future__ import annotations

from talking_photo.core.normalization.markup import plain_text
from talking_photo.core.normalization.spelling import spell_out
from talking_photo.core.normalization.spoken import SpokenText, written_words

__all__ = ["SpokenText", "plain_text", "spell_out", "written_words"]
