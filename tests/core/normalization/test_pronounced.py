"""Words whose pronunciation is given, in a text or in a dictionary."""

import pytest

from talking_photo.core.normalization import spell_out

DICTIONARY = {
    "Siobhán": "shi-VAWN", "Nguyen": "/wɪn/", "gif": "jif", "New Orleans": "noo OR-linz", "papá": "pa-PA",
    "Шивон": "ши-ВОН", "东海": "dong-HAI", "Buzz": "/bʌz/",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written", "spoken", "shown"),
    [
        # in the text
        ("en", "Hi Siobhán (shi-VAWN)!", "Hi [[/ʃɪˈvɔːn/|Siobhán]]!", "Hi Siobhán!"),
        ("en", "in New Orleans (noo OR-linz)", "in [[/nuːˈɔːɹlɪnz/|New_Orleans]]", "in New Orleans"),
        ("de", "Hallo Siobhán (schi-WOHN)", "Hallo [[schi-WOHN|Siobhán]]", "Hallo Siobhán"),
        ("ru", "Это Siobhán (ши-ВОН).", "Это [[ши-ВОН|Siobhán]].", "Это Siobhán."),
        ("en", "Siobhán⟦ʃɪˈvɔːn⟧ and Nguyen ⟦wɪn⟧", "[[/ʃɪˈvɔːn/|Siobhán]] and [[/wɪn/|Nguyen]]", "Siobhán and Nguyen"),
        ("en", "a quinoa ⟦ˈkiːnwɑː⟧ salad", "a [[/ˈkiːnwɑː/|quinoa]] salad", "a quinoa salad"),
        ("en", "I am ⟦ʃɪˈvɔːn⟧.", "I am [[/ʃɪˈvɔːn/|ʃɪˈvɔːn]].", "I am ʃɪˈvɔːn."),
        ("en", "Hello ⟦wɪn⟧!", "Hello [[/wɪn/|wɪn]]!", "Hello wɪn!"),
        ("en", "Hi Siobhán (shi-vawn)!", "Hi [[/ˈʃɪvɔːn/|Siobhán]]!", "Hi Siobhán!"),
        # brackets with other words stay
        ("en", "Anna (ex-CEO), Bob (well-known) of Paris (France)", "Anna (ex-CEO), Bob (well-known) of Paris (France)", None),
        ("en", "Anna (so-called), Bob (my-self), Paris (check-in)", "Anna (so-called), Bob (my-self), Paris (check-in)", None),
        ("en", "the pre-sale (anti-NATO) and (BIG) news", "the pre-sale (anti-NATO) and (BIG) news", None),
        # in the dictionary: whole words, in any case, with and without accents, with endings
        ("en", "siobhan, SIOBHÁN and Siobhán", "[[/ʃɪˈvɔːn/|siobhan]], [[/ʃɪˈvɔːn/|SIOBHÁN]] and [[/ʃɪˈvɔːn/|Siobhán]]", None),
        ("en", "Siobhán's gifs", "[[/ʃɪˈvɔːnz/|Siobhán's]] [[/ˈdʒɪfs/|gifs]]", None),
        ("en", "The Buzzs’ and Buzz's", "The [[/bʌzɪz/|Buzzs]]’ and [[/bʌzɪz/|Buzz's]]", None),
        ("en", "gifted Siobhánish", "gifted Siobhánish", None),
        ("en", "in new orleans", "in [[/nuːˈɔːɹlɪnz/|new_orleans]]", None),
        ("es", "papa y papá", "papa y [[pa-PA|papá]]", None),
        ("ru", "Шивону и Шивон", "[[ши-ВОНу|Шивону]] и [[ши-ВОН|Шивон]]", None),
        ("zh", "东海很美", "[[dong-HAI|东海]]很美", None),
        # never inside of links, addresses and tags
        ("en", "see gif.com/gif and gif@gif.org", "see gif dot com and gif at gif dot org", None),
        ("en", "#gif by @gif in https://gif.org/Siobhán", "gif by gif in gif dot org", None),
    ],
)  # fmt: skip
def test_it_is_said_as_given_and_shown_as_written(language, written, spoken, shown):
    text = spell_out(written, language, DICTIONARY if shown is None else None)
    assert text.text == spoken
    assert " ".join(unit.written for unit in text.units) == (shown or written)
