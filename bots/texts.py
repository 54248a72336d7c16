"""The sentences that people read, by language and code: what happened, and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Fact
from core.model import Stage

DEMO_WORDS = "Hello! I am only a drawing. [happy] Give me your photo, and I will make it speak!"

_ENGLISH = {
    # the photo
    "photo_empty": "The photo's file is empty. Send it again.",
    "photo_too_big": "The photo's file has {bytes}; up to {max_bytes} are taken. "
    "Save it smaller, or as JPEG.",
    "photo_unsupported": "This is not a picture that I can read (it looks like: {kind}). "
    "Send a JPEG, PNG, WebP, AVIF or HEIC file.",
    "photo_broken": "The picture ({kind}) is damaged or not complete. Save or send it again.",
    "photo_too_many_pixels": "The picture has {megapixels} megapixels and its longest side "
    "{side_pixels} pixels; up to {max_megapixels} megapixels and {max_side_pixels} pixels are "
    "taken. Make it smaller.",
    "photo_too_small": "The picture's shortest side has {side_pixels} pixels; at least "
    "{min_side_pixels} are needed. Send a larger one.",
    # the face
    "no_face": "I found no human face in the photo. Send one where the whole face is seen "
    "from the front, well lit and not covered.",
    "face_unknown": "There is no face number {number}; {count} can be seen, counted from the left. "
    "`talking-photo faces` draws the numbers.",
    "several_faces": "There are {count} faces; number {number} from the left speaks. "
    "Choose another with --face, or let all of them speak with --face all.",
    "face_small_in_picture": "The face is only {width_pixels} pixels wide in this video. "
    "With --format portrait it would be {offered_pixels}, for the photo has more to show.",
    "face_found": "Face {number}: {width_pixels} pixels wide, {percent} % sure.",
    "face_too_small": "The face is {width_pixels} pixels wide; I need about {min_pixels}. Send a "
    "closer photo, or the same one in full size (as a file).",
    "face_lost_in_picture": "In this format the face would be {width_pixels} pixels wide, too small "
    "to be seen moving. Choose --format portrait, or cut the photo.",
    "face_turned_away": "The face is turned {yaw_degrees}° to the side and {pitch_degrees}° up or "
    "down; up to {max_degrees}° works. Send one that looks more into the camera.",
    "mouth_hidden": "The mouth is covered, or outside the picture. Send a photo where it is free: "
    "no hand, mask or microphone in front of it.",
    # the sound
    "sound_missing": "There is no sound in that file. Send a voice message or a sound file.",
    "sound_empty": "The recording's file is empty. Send it again.",
    "sound_too_big": "The recording's file has {bytes}; up to {max_bytes} are taken. "
    "Send a shorter one, or a compressed one such as Ogg or MP3.",
    "sound_unsupported": "This is not a recording that I can read (it looks like: {kind}). "
    "Send Ogg, MP3, M4A, WAV, FLAC or WebM.",
    "sound_broken": "The recording ({kind}) is damaged. Record or send it again.",
    "sound_too_short": "The recording lasts {seconds} s; at least {min_seconds} s are needed.",
    "sound_too_long": "The recording is longer than {max_seconds} s. Cut it.",
    "sound_silent": "In the {seconds} s of the recording nothing can be heard. Record it again, "
    "louder or closer.",
    # the words
    "text_empty": "There are no words to say. Write some.",
    "text_only_emoji": "There are only emoji, and they cannot be said. Add some words.",
    "text_too_long": "The text has {characters} characters; up to {max_characters} are taken. "
    "Shorten it, or say it in two videos.",
    "text_unspeakable": "No voice has a sound for this text. Write it in words.",
    "language_unknown": "No voice that works here speaks that language. "
    "{count} are known, such as {known}.",
    "voice_unknown": "There is no such voice. Known are: {known}.",
    # voices
    "voice_not_installed": "The voice {voice} is not installed. "
    "Choose another; `talking-photo voices` lists them.",
    "voice_failed": "The voice {voice} failed. Choose another one, or other words.",
    "voice_unreachable": "The voice {voice} cannot be reached: it needs the internet. "
    "Try again later, or choose another voice.",
    "voice_timeout": "The voice {voice} did not answer within {seconds} s. "
    "Try again later, or choose another voice.",
    "voice_busy": "The voice {voice} has too much to do just now. "
    "Try again in some minutes, or choose another voice.",
    "voice_refused": "The voice {voice} refused (answer {status}). "
    "Try again later, or choose another voice.",
    "voice_answer_broken": "The voice {voice} gave an answer that makes no sense ({why}). "
    "Try again later, or choose another voice.",
    "voice_variant_unknown": "The voice {voice} has no variant {variant}. "
    "Correct voice.variant in the settings, or leave it out.",
    "voice_fell_back": "{to} spoke in place of {from}: {reason}.",
    "captions_unavailable": "The captions were left out: no font here has the letters "
    "of the script {script}.",
    # files
    "file_unreadable": "{file} is not there or cannot be read. Check its name and rights.",
    "output_folder_missing": "The folder for the video does not exist. Make it, or name another.",
    "output_not_writable": "The video cannot be written there. "
    "Check the rights of the folder, or name another file.",
    "preview_not_writable": "The contact sheet cannot be written there. "
    "Check the folder and its rights, or name another file.",
    "disk_full": "The disk is full. Make room and try again.",
    # settings
    "settings_file_unreadable": "The settings {file} cannot be read. Check name and rights.",
    "settings_file_broken": "The settings {file} are not proper TOML: {problem}.",
    "setting_unknown": "There is no setting {key}. Correct or remove it; config.example.toml "
    "shows all there are.",
    "setting_wrong": "The setting {key} cannot be used ({problem}). "
    "config.example.toml shows what may stand there.",
    "setting_given_twice": "The setting {key} is given both as itself and by a file. Keep one.",
    "setting_file_unreadable": "The file that {key} points to cannot be read. "
    "Check name and rights.",
    # our own faults
    "render_crashed": "A part of this program broke down while making the video ({reason}). "
    "That is our fault. Try again; if it happens with the same photo, please report it.",
    "render_timed_out": "Making the video took longer than {seconds} s, so it was given up. "
    "Try fewer words or a smaller photo, or raise render.deadline_seconds.",
    "render_out_of_memory": "There was not enough memory. Try a smaller photo or fewer words, "
    "or raise render.memory_megabytes.",
    "encoder_failed": "The video could not be encoded ({reason}). That is our fault. "
    "Please report it.",
    "frames_missing": "The picture ended early, at frame {frame} of {count}. That is our fault. "
    "Please report it.",
    "frame_shape": "Frame {frame} has a wrong size. That is our fault. Please report it.",
    "lettering_failed": "Letters could not be drawn. That is our fault. "
    "Try it without captions, and please report it.",
    "fonts_missing": "The fonts ({package}) are not installed. Set up again: remove the folder "
    ".venv and run python3 run.py doctor.",
    "clip_unreadable": "The finished video could not be read again. That is our fault. "
    "Please report it.",
    "unexpected": "Something went wrong that should not. That is our fault. Please report it, "
    "with what --verbose shows.",
}

_ENGLISH_REASONS = {
    "voice_not_installed": "it is not installed",
    "voice_model_missing": "there is no voice in its folder",
    "voice_failed": "it failed",
    "voice_unreachable": "its service cannot be reached",
    "voice_timeout": "its service did not answer in time",
    "voice_busy": "its service is busy",
    "voice_refused": "its service refused",
    "voice_answer_broken": "its service answered nonsense",
    "language_missing": "it does not speak this language",
}

_ENGLISH_STAGES = {
    Stage.WAITING: "Getting ready",
    Stage.PHOTO: "Looking at the photo",
    Stage.VOICE: "Finding the voice",
    Stage.LIPS: "Moving the lips",
    Stage.FRAMES: "Filming",
}

SENTENCES: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH}
"""For each language, the code of an error or a note -> a sentence; another language goes here."""

REASONS: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH_REASONS}
"""For each language, the code that keeps a voice from speaking -> half a sentence."""

STAGES: Mapping[str, Mapping[Stage, str]] = {"en": _ENGLISH_STAGES}
"""For each language, what is being done."""


def sentence(code: str, facts: Mapping[str, Fact], language: str = "en") -> str:
    """Say what an error or a note means, with its facts written for people."""
    told = {name: _for_people(name, fact) for name, fact in facts.items()}
    if code == "voice_fell_back":
        told["reason"] = reason(told["reason"], language)
    return SENTENCES[language][code].format_map(told)


def reason(code: str, language: str = "en") -> str:
    """Say in half a sentence why a voice does not speak."""
    return REASONS[language][code]


def stage(step: Stage, language: str = "en") -> str:
    """Name a step of a job."""
    return STAGES[language][step]


def _for_people(name: str, fact: Fact) -> str:
    if isinstance(fact, str):
        return fact
    if name.endswith("bytes"):
        return f"{fact / 1e6:.3g} MB"
    if float(fact).is_integer():
        return f"{int(fact):,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{fact:.3g}"
