"""Every code that is raised or noted has a sentence in every language, and every sentence finds
its facts.
"""

import ast
import functools
import re
import string
from pathlib import Path

import pytest

from talking_photo.bots import texts
from talking_photo.bots.conversation import remake
from talking_photo.bots.conversation.answers import failure_text
from talking_photo.core import errors
from talking_photo.core.jobs.job import ChatRef, Failure, Job, JobRequest, JobState, MediaKey
from talking_photo.core.model import Background, CaptionStyle, Expression, Layout, Stage
from talking_photo.core.provenance.verdict import Verdict
from talking_photo.core.request import MOTION_STYLES
from talking_photo.core.settings import Settings
from talking_photo.core.speech.ports import SpeakerKind
from talking_photo.core.speech.voices import build_voices

ROOT = Path(errors.__file__).parents[1]
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.TalkingPhotoError)
}


@functools.cache
def functions():
    """Every function of the program, with its file."""
    return tuple(_functions())


def _functions():
    for folder in ("core", "storage", "bots"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield path.relative_to(ROOT), node


def literals(expression, function):
    """The strings that an expression can be; a variable is followed to where it is set."""
    match expression:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return literals(one, function) | literals(other, function)
        case ast.Name(id=name):
            return {text for node in ast.walk(function) for text in bound(name, node, function)}
        case ast.Call(func=ast.Name(id=name)):
            return {
                text
                for _, called in functions()
                if called.name == name
                for node in ast.walk(called)
                if isinstance(node, ast.Return) and node.value is not None
                for text in literals(node.value, called)
            }
    return set()


def bound(name, node, function):
    """The strings that a statement gives to a variable: an assignment, or a loop over literals."""
    match node:
        case ast.Assign(targets=[ast.Name(id=goal)]) if goal == name:
            return literals(node.value, function)
        case ast.For(target=ast.Tuple(elts=goals), iter=ast.Tuple(elts=rounds)):
            places = [place for place, goal in enumerate(goals) if ast.unparse(goal) == name]
            return {
                text
                for values in rounds
                for place in places
                for text in literals(values.elts[place], function)
            }
    return set()


def raised():
    """(where, kind, codes, names of the facts) of each error, failure and note."""
    for path, function in functions():
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Name(id=kind), args=[code, *_], keywords=facts) if (
                    kind in KINDS
                ):
                    names = {fact.arg for fact in facts}
                case ast.Call(
                    func=ast.Name(id="Note" | "Failure" as kind),
                    keywords=[ast.keyword(arg="code"), *_] as parts,
                ):
                    given = {part.arg: part.value for part in parts}
                    code = given["code"]
                    names = {key.value for key in getattr(given.get("facts"), "keys", ())}
                case _:
                    continue
            if kind == "Failure" and not literals(code, function):
                continue  # passes on the code of an error
            if "seconds" in names:
                names |= {"time"}
            yield f"{path}:{node.lineno}", kind, literals(code, function), names


def test_the_walk_over_the_core_finds_errors_of_every_kind_that_it_raises():
    assert {kind for _, kind, _, _ in raised()} >= KINDS - {"TalkingPhotoError"}


@pytest.mark.parametrize("language", texts.SENTENCES)
def test_every_code_has_a_sentence_that_needs_no_fact_it_lacks(language):
    wrong = []
    for where, kind, codes, facts in raised():
        if kind == "Undeliverable":  # nobody is there to read it
            continue
        if not codes:
            wrong.append(f"{where}: the code cannot be read off")
        for code in codes:
            sentences = [
                catalogue[code]
                for catalogue in (texts.SENTENCES[language], texts.OPERATOR)
                if code in catalogue
            ]
            if not sentences:
                wrong.append(f"{where}: {code} has no sentence")
            # What a command of the terminal refuses is never read in a chat.
            asked = kind in ("RequestError", "Note") and not where.startswith("bots/cli/")
            if asked and not texts.is_for_askers(code):
                wrong.append(f"{where}: {code} has no sentence for askers")
            lacking = {place for sentence in sentences for place in places(sentence)} - facts
            if lacking:
                wrong.append(f"{where}: {code} lacks {lacking}")
    assert wrong == []


_SETTINGS = {
    f"{section}.{key}"
    for section, part in Settings.model_fields.items()
    for key in getattr(part.annotation, "model_fields", ())
}
_FOR_OPERATORS = re.compile(
    r"--\w|`|\b(run\.py|talking-photo|TALKING_PHOTO|config\.\w|toml|PostgreSQL|SQLite|\.venv|doctor)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", texts.SENTENCES)
def test_nothing_that_is_said_in_a_chat_speaks_of_settings_or_of_the_terminal(language):
    assert {"render.deadline_seconds", "voice.vosk_folder"} <= _SETTINGS
    catalogues = (texts.SENTENCES, texts.REASONS, texts.STAGES, texts.CHAT, texts.COMMANDS)
    catalogues += (*texts.ON_PLATFORM.values(), texts.DISCORD_COMMANDS)
    wrong = {}
    for catalogue in catalogues:
        for code, words in catalogue[language].items():
            said = re.sub(r"\{\w+\}", "", words)
            if any(key in said for key in _SETTINGS) or _FOR_OPERATORS.search(said):
                wrong[code] = words
    assert wrong == {}


def test_a_failure_that_only_an_operator_can_mend_is_in_a_chat_a_fault_with_a_number():
    chat = ChatRef(platform="telegram", chat="1", user="1", message="1")
    request = JobRequest(key="k", chat=chat, photo=MediaKey(""), text="Hello")
    job = Job(id=request.job_id, request=request, state=JobState.FAILED, created=0.0)
    failure = Failure(code="weights_damaged", facts={"file": "acoustic.onnx"})
    assert failure_text(job, failure) == texts.chat("fault", "en", number=job.id)


@pytest.mark.parametrize("language", texts.SENTENCES)
def test_no_sentence_stands_for_a_code_that_nobody_raises(language):
    codes = {code for _, _, codes, _ in raised() for code in codes}
    said = texts.SENTENCES[language].keys() | texts.OPERATOR.keys()
    assert said - codes == set()


def test_nothing_is_left_that_nobody_says_in_a_chat():
    made = {
        *Expression,
        *Layout,
        *Background,
        *CaptionStyle,
        *(f"state_{state}" for state in JobState),
    }
    voices = build_voices(Settings().voice)
    made |= {f"voice_{voice.name}" for voice in (*voices.order, *voices.on_request)}
    made |= {f"voice_{manner}" for manner in remake.MANNERS}
    made |= MOTION_STYLES.keys()
    made |= {f"{use}_{kind}" for kind in SpeakerKind for use in ("kind", "take", "used")}
    made |= {f"verify_{verdict}" for verdict in Verdict}
    said = {
        node.value
        for path in (ROOT / "bots").rglob("*.py")
        if path.parent.name != "texts" or path.name == "__init__.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert texts.CHAT["en"].keys() - made - said == set()
    made = {key for key in texts.OPERATOR_CHAT["en"] if key.startswith(("does_", "option_"))}
    made |= texts.OPERATOR.keys()  # what a check of health found, by its code
    assert texts.OPERATOR_CHAT["en"].keys() - made - said == set()


@pytest.mark.parametrize("language", texts.REASONS)
def test_every_code_that_keeps_a_voice_silent_has_its_half_sentence(language):
    unavailable = {
        text
        for _, function in functions()
        if function.name == "availability"
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value is not None
        for text in literals(node.value, function)
    }
    failed = {
        code
        for where, kind, codes, _ in raised()
        if kind == "DependencyError" and where.startswith("core/speech")
        for code in codes
    }
    assert texts.REASONS[language].keys() == unavailable | failed | {
        "language_missing",
        "script_unreadable",
    }


@pytest.mark.parametrize("language", texts.STAGES)
def test_every_stage_has_a_name(language):
    assert texts.STAGES[language].keys() == set(Stage)


CATALOGUES = (
    texts.SENTENCES,
    texts.REASONS,
    texts.STAGES,
    texts.CHAT,
    texts.OPERATOR_CHAT,
    texts.COMMANDS,
    texts.ON_PLATFORM["discord"],
    texts.DISCORD_COMMANDS,
)


def places(words):
    """What a sentence leaves open, by name."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("language", texts.SENTENCES)
@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_language_says_all_that_english_says_with_the_same_facts(catalogue, language):
    english = {code: places(words) for code, words in catalogue["en"].items()}
    assert {code: places(words) for code, words in catalogue[language].items()} == english


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_no_language_has_an_untranslated_sentence(catalogue):
    same_everywhere = {
        "working",
        "format",
        "expression",
        "report_wrong",
    }  # French has many of our words
    for language in catalogue.keys() - {"en"}:
        left = {
            code for code, words in catalogue[language].items() if words == catalogue["en"][code]
        }
        assert left <= same_everywhere


@pytest.mark.parametrize("language", texts.CHAT)
def test_what_a_platform_says_otherwise_needs_no_other_facts(language):
    for said in texts.ON_PLATFORM.values():
        for key in said[language].keys() & texts.CHAT[language].keys():
            assert places(said[language][key]) <= places(texts.CHAT[language][key])


@pytest.mark.parametrize("language", texts.COMMANDS)
def test_the_menu_fits_into_telegram(language):
    for command, does in texts.COMMANDS[language].items():
        assert re.fullmatch("[a-z0-9_]{1,32}", command)
        assert 1 <= len(does) <= 256


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("es_MX", "es"),
        ("RU", "ru"),
        ("pt-PT", "pt"),
        ("it", "en"),
        (None, "en"),
    ],
)
def test_people_are_spoken_to_in_the_language_of_their_program_or_else_in_english(code, language):
    assert texts.language_of(code) == language


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"bytes": 41_234_567, "max_bytes": 20_000_000}, "is 41.2 MB; I can take up to 20 MB"),
        ({"bytes": 20_400_000, "max_bytes": 500_000}, "is 20.4 MB; I can take up to 0.5 MB"),
    ],
)
def test_sizes_of_files_are_reported_in_megabytes(facts, said):
    assert said in texts.sentence("photo_too_big", facts, "en")


NUMBERS = {
    "en": ("0.214 s", "5,000 characters", "40%", "41.2 MB", "2 hr", "Nov 28, 2026, 5:08"),
    "de": ("0,214 s", "5.000 Zeichen", "40 %", "41,2 MB", "2 Std.", "28.11.2026, 17:08"),
    "es": ("0,214 s", "5.000 caracteres", "40 %", "41,2 MB", "2 h", "28 nov 2026, 17:08"),
    "fr": ("0,214 s", "5 000 caractères", "40 %", "41,2 Mo", "2 h", "28 nov. 2026, 17:08"),
    "pt": ("0,214 s", "5.000 caracteres", "40%", "41,2 MB", "2 h", "28 de nov. de 2026, 17:08"),
    "ru": ("0,214 с", "5 000 знаков", "40 %", "41,2 МБ", "2 ч", "28 нояб. 2026 г., 17:08"),
    "uk": ("0,214 с", "5 000 знаків", "40%", "41,2 МБ", "2 год", "28 лист. 2026 р., 17:08"),
}


@pytest.mark.parametrize("language", texts.SENTENCES)
def test_each_language_writes_numbers_and_dates_its_own_way(language):
    length = {"characters": 5000, "max_characters": 300}
    said = (
        texts.sentence("sound_too_short", {"seconds": 0.2137, "min_seconds": 1.0}, language),
        texts.sentence("text_too_long", length, language),
        texts.chat("working", language, stage="", bar="", percent=40),
        texts.sentence("photo_too_big", {"bytes": 41_234_567, "max_bytes": 2e7}, language),
        texts.chat("queued", language, place=1, time=2 * 3600.0),
        texts.date(1_795_885_700.0, language),
    )
    for sentence, number in zip(said, NUMBERS[language], strict=True):
        assert number in re.sub(r"\s", " ", sentence)


def test_the_number_of_a_port_or_of_an_answer_is_no_amount():
    facts = {"host": "127.0.0.1", "port": 8120}
    assert "127.0.0.1:8120:" in texts.operator_sentence("web_address_taken", facts)
    assert "(1503)" in texts.sentence("voice_refused", {"voice": "x", "status": 1503}, "en")


PLURALS = {
    "en": ("1 face,", "2 faces,", "5 faces,", "21 faces,"),
    "de": ("1 Gesicht,", "2 Gesichter,", "5 Gesichter,", "21 Gesichter,"),
    "es": ("1 cara,", "2 caras,", "5 caras,", "21 caras,"),
    "fr": ("1 visage,", "2 visages,", "5 visages,", "21 visages,"),
    "pt": ("1 rosto,", "2 rostos,", "5 rostos,", "21 rostos,"),
    "ru": ("1 лицо,", "2 лица,", "5 лиц,", "21 лицо,"),
    "uk": ("1 обличчя,", "2 обличчя,", "5 облич,", "21 обличчя,"),
}


@pytest.mark.parametrize("language", texts.SENTENCES)
def test_a_word_takes_the_form_of_its_number(language):
    for count, words in zip((1, 2, 5, 21), PLURALS[language], strict=True):
        assert words in texts.sentence("face_unknown", {"number": 9, "count": count}, language)


@pytest.mark.parametrize("language", texts.SENTENCES)
def test_every_list_of_forms_has_as_many_as_the_language_has(language):
    forms = 3 if language in ("ru", "uk") else 2
    catalogues = (texts.SENTENCES, texts.CHAT, texts.ON_PLATFORM["discord"])
    for sentence in (words for catalogue in catalogues for words in catalogue[language].values()):
        for _, _, listed, _ in string.Formatter().parse(sentence):
            assert not listed or len(listed.split("|")) == forms, sentence


def test_one_video_and_many_are_told_apart_in_whole_phrases():
    said = [texts.sentence("queue_full", {"limit": limit}, "en") for limit in (1, 200)]
    assert "1 video is waiting" in said[0]
    assert "200 videos are waiting" in said[1]


def test_a_stand_in_is_reported_with_its_reason():
    facts = {"from": "google", "to": "espeak", "reason": "voice_unreachable"}
    said = texts.sentence("voice_fell_back", facts, "en")
    assert said == "espeak spoke instead of google: its service cannot be reached."


@pytest.mark.parametrize("language", sorted(texts.SENTENCES))
def test_a_refusal_of_one_of_several_faces_says_which(language):
    plain = texts.sentence("mouth_hidden", {"unsteadiness": 0.02}, language)
    named = texts.sentence("mouth_hidden", {"unsteadiness": 0.02, "face": 3}, language)
    assert named.endswith(plain)
    assert "3" in named.removesuffix(plain)
