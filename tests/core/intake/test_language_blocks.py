"""Scripts with a block for each language."""

import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.language_blocks import read_language_blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("[en] Hi!\n[de] Hallo!", {"en": "Hi!", "de": "Hallo!"}),
        ("\ufeff\n[EN]\nHi!\n\nBye.\n\n [pt_BR] Olá!\n", {"en": "Hi!\n\nBye.", "pt-br": "Olá!"}),
        ("[cmn] 你好\r\n[yue] 你好呀\r\n", {"cmn": "你好", "yue": "你好呀"}),
        ("[en] Hi [happy] you [de] there", {"en": "Hi [happy] you [de] there"}),
        ("Hello there", {}),
        ("[sad] Oh no.\n[happy] Oh yes!\n[slow] Well.", {}),
        ("[xx] Hello", {}),
        ("", {}),
    ],
)
def test_blocks_begin_with_a_language_at_the_begin_of_a_line(text, blocks):
    assert list(read_language_blocks(text).items()) == list(blocks.items())


@pytest.mark.parametrize(
    ("text", "code", "language"),
    [
        ("Hi!\n[de] Hallo!", "words_before_blocks", "de"),
        ("[de] Hallo!\n[en] Hi!\n[DE] Nochmal!", "language_block_twice", "de"),
        ("[de] Hallo!\n[en]\n", "language_block_empty", "en"),
    ],
)
def test_a_wrong_block_is_refused_with_its_language(text, code, language):
    with pytest.raises(RequestError) as refused:
        read_language_blocks(text)
    assert (refused.value.code, refused.value.facts) == (code, {"language": language})
