"""Title and language as the containers of videos carry them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from talking_photo.core.model import Word

_MOST_LETTERS = 60
"""Characters of a title that is taken from the words."""
_UNSEEN = ("Cc", "Cs", "Cn")
"""Unicode's categories of controls, surrogates and what is not assigned; joiners, of Persian and
of emoji, are another one."""
_SENTENCE = re.compile(r"[^.!?…。！？؟।]+")
_BETWEEN_WORDS = re.compile(r"\s+")

_ALPHA_3 = """
aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak be:bel
bg:bul bi:bis bm:bam bn:ben bo:bod br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre cs:ces cu:chu
cv:chv cy:cym da:dan de:deu dv:div dz:dzo ee:ewe el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas
ff:ful fi:fin fj:fij fo:fao fr:fra fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb
hi:hin ho:hmo hr:hrv ht:hat hu:hun hy:hye hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido
is:isl it:ita iu:iku ja:jpn jv:jav ka:kat kg:kon ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor
kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao lt:lit lu:lub
lv:lav mg:mlg mh:mah mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya na:nau nb:nob nd:nde
ne:nep ng:ndo nl:nld nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan
pi:pli pl:pol ps:pus pt:por qu:que rm:roh rn:run ro:ron ru:rus rw:kin sa:san sc:srd sd:snd se:sme
sg:sag si:sin sk:slk sl:slv sm:smo sn:sna so:som sq:sqi sr:srp ss:ssw st:sot su:sun sv:swe sw:swa
ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah
ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol wa:wln wo:wol xh:xho yi:yid yo:yor yue:zho za:zha
zh:zho zu:zul cmn:zho hak:zho
"""
"""ISO 639-1 codes with those of ISO 639-2/T, the only ones that mp4 has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a container says about its video."""

    title: str = ""
    language: str = ""
    """BCP 47 code of what is said; empty when it is not known."""

    @property
    def alpha_3(self) -> str:
        """The language as three letters; `und` when there are none for it."""
        base = self.language.lower().replace("_", "-").partition("-")[0]
        codes = dict(pair.split(":") for pair in _ALPHA_3.split())
        return base if base in codes.values() else codes.get(base, "und")


def language_of(alpha_3: str) -> str:
    """Return the BCP 47 code for three letters of a container; empty when there is none."""
    pairs = (pair.split(":") for pair in _ALPHA_3.split())
    codes = {three: code for code, three in pairs if len(code) == 2}
    return codes.get(alpha_3, "" if alpha_3 == "und" else alpha_3)


def printable(text: str) -> str:
    """Return a text on one line, without the signs that neither XML nor a container can hold."""
    seen = (" " if unicodedata.category(sign) in _UNSEEN else sign for sign in text)
    return " ".join("".join(seen).split())


def title_of(words: Sequence[Word]) -> str:
    """Return the first sentence of the words, cut at a space when it is long."""
    text = _BETWEEN_WORDS.sub(" ", " ".join(word.text for word in words)).strip()
    sentence = _SENTENCE.match(text)
    if sentence is None:
        return ""
    first = text[: sentence.end() + 1].rstrip(".。").strip()
    if len(first) <= _MOST_LETTERS:
        return first
    whole_words = first[:_MOST_LETTERS].rpartition(" ")[0] or first[:_MOST_LETTERS]
    return f"{whole_words} …"
