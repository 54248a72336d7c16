"""What people read in English."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "The photo's file is empty. Send it again.",
    "photo_too_big": "The photo's file has {bytes}; up to {max_bytes} are taken. "
    "Save it smaller, or as JPEG.",
    "photo_unsupported": "This is not a picture that I can read (it looks like: {kind}). "
    "Send a JPEG, PNG, WebP, AVIF or HEIC file.",
    "photo_broken": "The picture ({kind}) is damaged or not complete. Save or send it again.",
    "input_too_costly": "Reading that file takes far more time or memory than a photo or a recording needs. Open it in another app, save it again as JPEG or MP3, and send that.",
    "photo_too_many_pixels": "The picture has {megapixels} megapixels and its longest side "
    "{side_pixels} pixels; up to {max_megapixels} megapixels and {max_side_pixels} pixels are "
    "taken. Make it smaller.",
    "photo_too_small": "The picture's shortest side has {side_pixels} pixels; at least "
    "{min_side_pixels} are needed. Send a larger one.",
    # the face
    "no_face": "I found no human face in the photo. Send one where the whole face is seen "
    "from the front, well lit and not covered.",
    "face_too_small": "The face is {width_pixels} pixels wide; I need about {min_pixels}. Send a "
    "closer photo, or the same one in full size (as a file).",
    "face_turned_away": "The face is turned {yaw_degrees}° to the side and {pitch_degrees}° up or "
    "down; up to {max_degrees}° works. Send one that looks more into the camera.",
    "mouth_hidden": "The mouth is covered, or outside the picture. Send a photo where it is free: "
    "no hand, mask or microphone in front of it.",
    "face_unknown": "There is no face number {number}; I see {count}, counted from the left.",
    "several_faces": "I see {count} faces; number {number} from the left speaks. To choose another, put its "
    "number before the words, such as “2: Hello!”",
    "face_found": "Face {number}: {width_pixels} pixels wide, {percent} % sure.",
    "face_small_in_picture": "The face is only {width_pixels} pixels wide in this video. In the format portrait it would"
    " be {offered_pixels}, for the photo has more to show.",
    "face_lost_in_picture": "In this format the face would be {width_pixels} pixels wide, too small to be seen moving. "
    "Choose the format portrait, or cut the photo.",
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
    "script_unreadable": "No voice that is installed here can read this script ({script}). Write the words in another script, choose another voice, or send a voice message.",
    "text_unspeakable": "No voice has a sound for this text. Write it in words.",
    "language_unknown": "No voice here speaks that language. Choose another one in the settings.",
    "voice_unknown": "There is no such voice here. Choose one in the settings.",
    "option_wrong": "“{option}” does not take that value. It takes: {allowed}.",
    # voices
    "voice_not_installed": "The voice {voice} is not available here. Choose another one.",
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
    "recogniser_failed": "I could not write down what the recording says, so the lips follow the sound alone.",
    "words_not_heard": "The words beside the recording are not what I hear in it, so the lips follow "
    "the sound alone. Send the words as they are said.",
    "voice_fell_back": "{to} spoke in place of {from}: {reason}.",
    "captions_unavailable": "The captions were left out: no font here has the letters "
    "of the script {script}.",
    # the chat
    "file_gone": "I could not fetch that file. Please send it again.",
    "clip_fitted": "So that it fits into the {max_bytes} that can be sent here, the video is less sharp than it could be.",
    "clip_too_big": "The video has {bytes}, and only {max_bytes} can be sent here. Try fewer words or a smaller photo.",
    # how much is taken on
    "queue_full": "There are {limit} videos waiting already, more I do not take on. Try again in a few minutes.",
    "too_many_waiting": "You have {limit} videos waiting already. Send the next one when one of them is done.",
    "storage_full": "Your photos, recordings and videos here take up {bytes}, and there is room for {max_bytes} per person. Remove saved portraits that you no longer need, or wait until older videos are deleted.",
    "quota_reached": "You have had {limit} videos within a day, more I do not make for one person. The next one: in {time}.",
    "job_kills_workers": "This photo or recording breaks down what makes the video, more than once. Please try another one.",
    # ourselves
    "media_missing": "The file is not there any more. Send the photo and the words again.",
    "render_timed_out": "Making the video took longer than {seconds} s, so it was given up. Try fewer words or a smaller photo.",
    "render_out_of_memory": "There was not enough memory for this video. Try a smaller photo or fewer words.",
}

OPERATOR = {
    "voice_unknown": "There is no such voice. Known are: {known}.",
    "language_unknown": "No voice that works here speaks that language. "
    "{count} are known, such as {known}.",
    "voice_not_installed": "The voice {voice} is not installed. "
    "Choose another; `talking-photo voices` lists them.",
    "voice_variant_unknown": "The voice {voice} has no variant {variant}. "
    "Correct voice.variant in the settings, or leave it out.",
    "recogniser_failed": "{recogniser} could not write down what the recording says, so the lips follow the "
    "sound alone. Check the model that voice.vosk_folder names.",
    "file_not_ordinary": "{file} is not an ordinary file. Name a file that holds the photo or the recording.",
    "file_unreadable": "{file} is not there or cannot be read. Check its name and rights.",
    "output_folder_missing": "The folder for the video does not exist. Make it, or name another.",
    "output_not_writable": "The video cannot be written there. "
    "Check the rights of the folder, or name another file.",
    "preview_not_writable": "The contact sheet cannot be written there. "
    "Check the folder and its rights, or name another file.",
    "disk_full": "The disk is full. Make room and try again.",
    "database_unreachable": "The database cannot be reached ({reason}). Check database.url, and whether it runs.",
    "database_url_wrong": "The setting database.url is no address of SQLite or PostgreSQL.",
    "database_damaged": "The database {file} is damaged. Stop the program, move the file away, and put a backup in its place: docs/operations.md, Backup.",
    "database_not_sqlite": "The file {file} is not a SQLite database. Correct database.url, or put a backup in its place: docs/operations.md, Backup.",
    "database_not_writable": "The database {file} cannot be written. Give this program's user write access to the file and to its folder.",
    "database_not_opened": "The database {file} cannot be opened. Check database.url, the folder of the file, and the rights of both.",
    "database_disk_full": "The disk of the database {file} is full. Make room; waiting work then continues by itself.",
    "disk_low": "Only {free_bytes} are free on the disk of {folder}; at least {min_free_bytes} are needed. Make room, or lower health.min_free_megabytes.",
    "folder_missing": "The folder {folder} is not there. Create it, or correct the settings.",
    "token_refused": "The platform refuses the token in {key}. Make a new one: for Telegram with @BotFather, for Discord in the developer portal.",
    "webhook_refused": "Telegram refuses the webhook {url}. It must be an https address that Telegram can reach; correct telegram.webhook_url.",
    "platform_not_open": "{platform} is not connected. The log says why.",
    "media_unreachable": "The media store cannot be reached ({reason}). Check media.url and its rights.",
    "media_url_wrong": "The setting media.url is no folder and no address of a store.",
    "discord_unreachable": "Discord cannot be reached. Check the network and discord.api_base.",
    "telegram_unreachable": "Telegram cannot be reached. Check the network and telegram.base_url.",
    "web_address_taken": "The web server cannot listen on {host}:{port}. Change web.port, or end what listens there.",
    "settings_file_unreadable": "The settings {file} cannot be read. Check name and rights.",
    "settings_file_broken": "The settings {file} are not proper TOML: {problem}.",
    "setting_unknown": "There is no setting {key}. Correct or remove it; config.example.toml "
    "shows all there are.",
    "setting_wrong": "The setting {key} cannot be used ({problem}). "
    "config.example.toml shows what may stand there.",
    "setting_given_twice": "The setting {key} is given both as itself and by a file. Keep one.",
    "setting_file_unreadable": "The file that {key} points to cannot be read. "
    "Check name and rights.",
    "library_unusable": "A library cannot be loaded: {problem}. “libGL” means that OpenCV needs system libraries "
    "(Debian: apt install libgl1 libglib2.0-0); otherwise install again, see docs/install.md.",
    "moviepy_missing": "A contact sheet needs the library moviepy, which is not installed. Add it with: "
    "python -m pip install --no-deps moviepy==2.2.1 decorator imageio proglog python-dotenv tqdm",
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
    "weights_damaged": "The network that listens to recordings ({file}) is missing or damaged. Get that "
    "file of this program again.",
    "fonts_missing": "The fonts ({package}) are not installed. Set up again: remove the folder "
    ".venv and run python3 run.py doctor.",
    "clip_unreadable": "The finished video could not be read again. That is our fault. "
    "Please report it.",
    "unexpected": "Something went wrong that should not. That is our fault. Please report it, "
    "with what --verbose shows.",
}

REASONS = {
    "voice_not_installed": "it is not installed",
    "voice_model_missing": "there is no voice in its folder",
    "voice_failed": "it failed",
    "voice_unreachable": "its service cannot be reached",
    "voice_timeout": "its service did not answer in time",
    "voice_busy": "its service is busy",
    "voice_refused": "its service refused",
    "voice_answer_broken": "its service answered nonsense",
    "language_missing": "it does not speak this language",
    "script_unreadable": "it cannot read this script",
}

STAGES = {
    Stage.WAITING: "Getting ready",
    Stage.PHOTO: "Looking at the photo",
    Stage.VOICE: "Finding the voice",
    Stage.LIPS: "Moving the lips",
    Stage.FRAMES: "Filming",
}

CHAT = {
    "about_face": "Face {face} from the left: ",
    # first words
    "start": "Hello! I make photos speak.\n\nSend me a photo of a face, and write below it what it should say. "
    "I send it back as a video. A voice message as a reply to the photo works too.\n\n"
    "Try: your photo, with “Hello! [happy] Nice to meet you.” below it.\n\n/help shows more.",
    "demo_words": "Hello! I am only a drawing. [happy] Give me your photo, and I will make it speak!",
    "demo_shown": "This is what comes out. Made by AI from a drawing.",
    "try_demo": "Let this drawing speak",
    "how_it_works": "How it works",
    "description": "I make photos speak: send me a photo of a face and a few words or a voice message, and you get a video of that face saying them. Marks like [happy] change the expression; faces can be saved; groups and albums work too. Every video is made by AI and says so.",
    "short_description": "Send a photo and a few words, and get a video of that photo speaking.",
    "help": "A photo with a few words below it comes back as a video that says them.\n\n"
    "• photo first, words or a voice message after it\n"
    "• words, voice, sound or round video as a reply to any photo, or to a video of mine\n"
    "• an album: the first {most} photos say the same\n"
    "• in groups: reply to a photo with /speak and the words\n\n"
    "Marks change the manner: [happy] [sad] [surprised] [angry] [whisper] [pause 1s], emoji too.\n\n"
    "/settings voice, language, expression, format, captions\n"
    "/save Anna keeps a face, /portraits shows them, /as Anna Hello! lets it speak\n"
    "/cancel stops, /history lists, /export and /delete are for your data, /privacy explains it",
    "privacy": "I am a program; every video of mine is made by a machine and says so.\n\n"
    "Your photo and recording are deleted when the video is in the chat, the video on my side some time later. "
    "Faces that you /save stay until you remove them. I keep who asked for what and when, so that nothing is lost or "
    "done twice; later without your name.\n\n"
    "/export gives you all of it, /delete removes all of it.",
    "consent": "Before the first video: you may only make a face and a voice speak that you have the right to "
    "use, and nobody may be deceived or hurt by it. The video is made by a machine and is marked so.",
    "consent_button": "I agree",
    "consent_thanks": "Thank you. Here we go.",
    "consent_again": "Thank you. Now send me the photo and the words once more.",
    "not_allowed": "This bot works for invited people only. Ask the person who runs it.",
    "anonymous": "You write as the group, so I cannot know whose video it would be and who agreed to the rules. Write in your own name (turn off “Remain anonymous”), and ask again.",
    # photo and words
    "what_to_say": "What should it say? Send words or a voice message; I remember the photo for {minutes} minutes. "
    "To keep the face: /save and a name.",
    "photo_missing": "Whose face should say that? Send a photo with the words below it, or reply to a photo.",
    "one_helpful_line": "Send me a photo of a face with a few words below it, and it will say them. /help shows more.",
    "wrong_file": "“{name}” is neither a picture nor a recording that I can take. Pictures: JPEG, PNG, WebP, AVIF, HEIC. Recordings: Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "“{name}” is not a picture. Send a JPEG, PNG, WebP, AVIF or HEIC file.",
    "wrong_sound": "“{name}” is not a recording. Send Ogg, MP3, M4A, WAV, FLAC or WebM.",
    "album_cut": "I take the first {most} photos of an album.",
    # the way of a job
    "accepted": "Got it. One moment …",
    "queued": "Place {place} in the queue, about {time} to go.",
    "working": "{stage}\n{bar} {percent} %",
    "cancel_button": "Stop",
    "cancelled": "Stopped.",
    "corrected": "Stopped; the corrected words come instead.",
    "cancel_none": "There is nothing to stop.",
    "cancel_late": "It is finished already.",
    "not_yours": "Only the person who asked can press this.",
    "stale": "This button does not work any more.",
    "timed_out": "These buttons have timed out. Ask for them once more.",
    "made_by_ai": "Made by AI from a photo.",
    "no_round": "Round videos are not accepted here, so this one is square.",
    "too_many_messages": "You have sent more than {most} messages that I have not got to yet. I leave out the newest ones; "
    "please send them again later.",
    "given_up": "I could not do this for a long time, because something I need was out of order. Please send it again.",
    "fault": "Something went wrong that should not. That is our fault, not yours; please try again later. "
    "If you report it, name {number}.",
    # several faces
    "choose_face": "Should somebody else say it? Press a number.",
    "everyone": "Everyone",
    "choice_gone": "I do not have the photo or the recording any more. Please send it once more.",
    "choice_made": "That video is there already, or on its way.",
    "again": "Again",
    "other_voice": "Other voice",
    "other_format": "Other format",
    "save_face": "Save this face",
    "say_again": "What should this face say now? Send words or a voice message.",
    "same_words": "The same words once more",
    "which_voice": "Which voice?",
    "voice_higher": "the same, higher",
    "voice_deeper": "the same, deeper",
    "voice_slower": "the same, slower",
    "voice_faster": "the same, faster",
    "which_format": "Which format?",
    "which_name": "Under which name?",
    # settings
    "settings": "How should your photos speak?",
    "voice": "Voice",
    "language": "Language",
    "expression": "Expression",
    "format": "Format",
    "captions": "Captions",
    "automatic": "automatic",
    "on": "on",
    "off": "off",
    "neutral": "as in the photo",
    "happy": "happy",
    "sad": "sad",
    "surprised": "surprised",
    "angry": "angry",
    "original": "as the photo",
    "square": "square",
    "portrait": "upright 9:16",
    "landscape": "wide 16:9",
    "round": "round video message",
    "back": "Back",
    "hear": "Hear {voice}",
    "sample": "Hello! This is how I sound.",
    "sample_failed": "That voice does not answer just now.",
    "language_how": "Which language do you write in? For any other: /language and its name, such as /language Italian.",
    "choose": "Choose:",
    "holds": "{kind}: {value}. Saved.",
    "choice_not_known": "There is no “{typed}” to choose here.",
    "language_not_known": "No voice here speaks “{typed}”.",
    "did_you_mean": "Did you mean: {names}?",
    "voice_espeak": "robot (eSpeak)",
    "voice_piper": "natural (Piper)",
    "voice_google": "Google, over the internet",
    # saved faces
    "save_how": "Reply to a photo with /save and a name, such as: /save Anna",
    "saved": "Saved. Try: /as {name} Hello!",
    "save_full": "You have {most} saved faces, more I do not keep. Remove one: /portraits",
    "portraits": "Your saved faces. Press one to let it speak.",
    "portraits_remove": "Remove one …",
    "which_face": "Which one shall I remove?",
    "portrait_says": "What should {name} say? Send words or a voice message.",
    "portrait_back": "{name} is back.",
    "undo": "Undo",
    "portraits_none": "You have no saved faces. Reply to a photo with /save and a name.",
    "portrait_removed": "{name} is removed.",
    "portrait_unknown": "You have no saved face of that name. /portraits shows them.",
    "as_how": "Write /as, the name of a saved face, and what it should say: /as Anna Hello!",
    # their data
    "history": "Your last videos:",
    "history_none": "You have no videos yet.",
    "state_queued": "waiting",
    "state_running": "in work",
    "state_rendered": "on its way",
    "state_delivered": "delivered",
    "state_failed": "failed",
    "state_cancelled": "stopped",
    "export": "This is all I know about you.",
    "delete_ask": "Delete all I know about you: settings, saved faces, jobs and videos on my side? Messages in this "
    "chat stay; those you delete yourself. This cannot be undone.",
    "delete_yes": "Delete everything",
    "delete_no": "Keep it",
    "deleted": "Everything is deleted. When you send a photo again, we begin anew.",
    "kept": "Nothing was deleted.",
}

COMMANDS = {
    "speak": "let the photo you reply to speak",
    "settings": "voice, language, expression, format, captions",
    "voice": "choose a voice, and hear it before",
    "language": "choose the language",
    "expression": "choose the expression",
    "format": "choose the shape of the video",
    "captions": "write the words into the video",
    "save": "keep the face of a photo",
    "portraits": "show your saved faces",
    "as": "let a saved face speak",
    "cancel": "stop what is being made",
    "history": "your last videos",
    "export": "get all I know about you",
    "delete": "delete all I know about you",
    "privacy": "what happens with your photos",
    "help": "how this works",
}
