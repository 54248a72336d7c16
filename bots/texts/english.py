"""What people read in English."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "The photo file is empty. Please send it again.",
    "photo_too_big": "The photo file is {bytes}; I can take up to {max_bytes}. Save it smaller, or as a JPEG.",
    "photo_unsupported": "I can’t read this as a picture (it looks like: {kind}). "
    "Send a JPEG, PNG, WebP, AVIF or HEIC file.",
    "photo_broken": "The picture ({kind}) is damaged or incomplete. Save it again, or send it again.",
    "photo_too_many_pixels": "The picture has {megapixels} megapixels, and its longest side is {side_pixels} pixels. "
    "I can take up to {max_megapixels} megapixels and {max_side_pixels} pixels. Please make it smaller.",
    "photo_too_small": "The shortest side of the picture is {side_pixels} {side_pixels:pixel|pixels}; I need at least "
    "{min_side_pixels}. Please send a larger one.",
    # the face
    "no_face": "I can’t find a human face in the photo. Send one that shows the whole face from the front, "
    "the right way up, well lit and with nothing in the way.",
    "face_too_small": "The face is {width_pixels} {width_pixels:pixel|pixels} wide; I need about {min_pixels}. "
    "Send a photo taken closer, or this one in full size (as a file).",
    "face_turned_away": "The face is turned about {yaw_degrees}° to the side and {pitch_degrees}° up or down; "
    "up to {max_degrees}° works. Send a photo that looks more towards the camera.",
    "mouth_hidden": "The mouth is covered or outside the picture. Send a photo with nothing in front of it: "
    "no hand, mask or microphone.",
    "face_unknown": "There is no face number {number}: I see {count} {count:face|faces}, counting from the left.",
    "several_faces": "I see {count} {count:face|faces}; number {number} from the left is speaking. To choose another "
    "one, put its number before the words, like this: “2: Hello!”",
    "face_found": "Face {number}: {width_pixels} {width_pixels:pixel|pixels} wide, {percent} sure.",
    "face_small_in_picture": "The face is only {width_pixels} {width_pixels:pixel|pixels} wide in this video. "
    "In the upright format it would be {offered_pixels}.",
    "face_lost_in_picture": "In this format the face would be {width_pixels} {width_pixels:pixel|pixels} wide, too "
    "small to see it move. Choose the upright format, or crop the photo.",
    # the recording
    "sound_codec_unsupported": "There is sound in that file, but of a kind I can’t read ({codec}). Save it as MP3, M4A or WAV, and send that.",
    "sound_missing": "There is no sound in that file. Send a voice message or an audio file.",
    "sound_empty": "The recording is an empty file. Please send it again.",
    "sound_too_big": "The recording is {bytes}; I can take up to {max_bytes}. "
    "Send a shorter one, or a compressed one such as Ogg or MP3.",
    "sound_unsupported": "I can’t read this as a recording (it looks like: {kind}). "
    "Send Ogg, MP3, M4A, WAV, FLAC or WebM.",
    "sound_broken": "The recording ({kind}) is damaged. Record it again, or send it again.",
    "sound_too_short": "The recording is {seconds} s long; I need at least {min_seconds} s.",
    "sound_too_long": "The recording is {seconds} s long; I can take up to {max_seconds} s. Please shorten it.",
    "sound_silent": "I can’t hear anything in the {seconds} s of this recording. "
    "Record it again, louder or closer to the microphone.",
    "input_too_costly": "This file takes far more time or memory than a photo or a recording should. Open it in another app, save it again as JPEG or MP3, and send that.",
    # the words
    "ipa_wrong": "“{sign}” is no sign of the phonetic alphabet (IPA) in “{ipa}”. Write for example [[ʃɪˈvɔːn]], or a respelling such as Siobhán (shi-VAWN).",
    "markup_refused": "This markup is nested more than {most} levels deep or defines entities. Send plain words, or simple tags only.",
    "dictionary_too_long": "With the pronunciations of your dictionary the text has {characters} characters; I can take up to {max_characters}. Shorten the text or the entry for “{word}”.",
    "dictionary_full": "The dictionary can hold {most} {most:word|words}. Remove some first.",
    "dictionary_word_wrong": "“{word}” cannot stand in the dictionary: write a word or a name of up to {most} letters.",
    "pronunciation_wrong": "“{sound}” is no pronunciation of “{word}”. Write it as it sounds, in up to {most} letters, such as shi-VAWN, or in IPA: [[ʃɪˈvɔːn]].",
    "text_empty": "There is nothing to say yet. Write some words.",
    "text_only_emoji": "Those are only emoji, and they can’t be spoken. Add some words.",
    "text_too_long": "The text has {characters} {characters:character|characters}; I can take up to {max_characters}. "
    "Shorten it, or split it into two videos.",
    "text_file_too_big": "The text file is {bytes}; I can take up to {max_bytes}. Please send a shorter one.",
    "text_file_unreadable": "I can’t read this text file. Save it as plain text (UTF-8), or paste the words into a message.",
    "text_unspeakable": "No voice can pronounce this text. Spell it out in words.",
    "script_unreadable": "No voice here can read this script ({script}). Write the words in another script, choose another voice, or send a voice message.",
    "language_unknown": "None of my voices speaks that language. Choose another one in the settings.",
    "voice_unknown": "I don’t have that voice. Choose another one in the settings.",
    "option_wrong": "“{option}” can’t have that value. It can be: {allowed}.",
    # voices
    "voice_not_installed": "The voice {voice} is not installed here. Please choose another one.",
    "own_voice_name_taken": "“{name}” is already the name of a voice. Choose another name.",
    "own_voice_name_wrong": "A voice’s name has 1 to 40 letters, digits, spaces or . - _ and begins with a letter or digit.",
    "voices_not_blendable": "These two voices can’t be mixed: only voices of Kokoro can.",
    "voice_damaged": "The voice {voice} is damaged. Please choose another one.",
    "voice_failed": "The voice {voice} failed. Choose another one, or other words.",
    "voice_unreachable": "I can’t reach the voice {voice}; it needs the internet. "
    "Try again later, or choose another voice.",
    "voice_timeout": "The voice {voice} did not answer within {seconds} s. Try again later, or choose another voice.",
    "voice_busy": "The voice {voice} is busy. Try again in a few minutes, or choose another voice.",
    "voice_refused": "The voice {voice} refused the request ({status}). Try again later, or choose another voice.",
    "voice_answer_broken": "The voice {voice} sent an answer that I can’t use ({why}). "
    "Try again later, or choose another voice.",
    "recogniser_failed": "I couldn’t make out the words of the recording, so the lips follow the sound alone.",
    "words_not_recognised": "I can’t hear these words in the recording, so the lips follow the sound alone. "
    "Send the words exactly as they are spoken.",
    "voice_fell_back": "{to} spoke instead of {from}: {reason}.",
    "captions_unavailable": "There are no captions: no font here has the letters of this script ({script}).",
    # the chat
    "file_gone": "I couldn’t download that file. Please send it again.",
    "video_fitted": "To fit into the {max_bytes} that can be sent here, the video is a little less sharp.",
    "video_too_long": "The video would be {seconds} s long; in this format it can have up to {max_seconds} s. Shorten it, or choose another format.",
    "video_cannot_fit": "The video would be {seconds} s long. Only {max_bytes} can be sent here, which is enough for {max_seconds} s. Please shorten it.",
    "video_too_big": "The video is {bytes}, and only {max_bytes} can be sent here. Try fewer words or a smaller photo.",
    # limits
    "draining": "I’m under maintenance and take no new videos for a while. The ones in the queue will still be finished; please try again later.",
    "queue_full": "The queue is full: {limit} {limit:video is|videos are} waiting. Please try again in a few minutes.",
    "too_many_waiting": "You already have {limit} {limit:video|videos} in the queue. "
    "Send the next one when one of them is done.",
    "queue_busy": "There is a lot to do: {taken} of {places} places in the queue are taken. Until that changes you can have {limit} {limit:video|videos} waiting.",
    "quota_reached": "You have reached today’s limit of {limit} {limit:video|videos}. "
    "You can send the next one in {time}.",
    "video_longer_than_quota": "This would take about {minutes} {minutes:minute|minutes} of video, and nobody can have more than {limit_minutes} {limit_minutes:minute|minutes} a day here. Please shorten it.",
    "quota_minutes_reached": "You have had {used_minutes} of today’s {limit_minutes} {limit_minutes:minute|minutes} of video, and this one would take about {minutes}. Shorten it, or wait: in {time} there is room again.",
    "storage_full": "Your photos, recordings and videos take up {bytes} here; there is room for {max_bytes} per person. Remove portraits that you no longer need, or wait until older videos are deleted.",
    "job_kills_workers": "I crashed on this photo or recording more than once. Please try another one.",
    "render_timed_out": "Making the video took longer than {seconds} s, so I gave up. "
    "Try fewer words or a smaller photo.",
    "render_out_of_memory": "There was not enough memory for this video. Try fewer words or a smaller photo.",
    "media_missing": "I no longer have that file. Please send the photo and the words again.",
    # the page and the API
    "sign_in_needed": "You need a key to use this page or its interface. Ask the person who runs it.",
    "access_blocked": "You can’t make videos here. Ask the person who runs this page.",
    "cross_site": "This request came from another website and was refused. Open the page itself and try again.",
    "host_unknown": "This page is not reached by that name. Use the address that you were given.",
    "consent_missing": "Please agree to the rules first: the box is above the button.",
    "not_there": "There is nothing at this address. Check the number of the video.",
    "portrait_missing": "There is no saved face with that name.",
    "captions_missing": "The words of this recording are not known, so there are no captions. Make it again with the words written beside it.",
    "video_not_ready": "The video is not finished yet. Please wait a moment.",
    "field_unknown": "There is no field called “{field}”. The fields are: {allowed}.",
    "field_missing": "The field “{field}” is missing.",
    "field_wrong": "The field “{field}” can’t have that value.",
    "upload_broken": "The request can’t be read. Send a form (multipart/form-data) or JSON.",
    "upload_too_big": "The request is larger than {max_bytes}. Send smaller files.",
    "upload_too_slow": "The upload took longer than {seconds} s. Send a smaller file, or use a faster connection.",
    "idempotency_key_used": "Another request was sent with this Idempotency-Key. Use a new key for a new video.",
    "speech_too_long_for_sync": "That is more than {max_seconds} s of speech, too long to wait for. Use POST /v1/videos and follow the video.",
    "too_many_streams": "Too many connections are open. Close some, or ask again in a minute.",
    "portraits_full": "You have {limit} saved {limit:face|faces}, and that is the limit. Delete one first.",
}

REASONS = {
    "voice_not_installed": "it is not installed",
    "voice_model_missing": "there is no voice in its folder",
    "voice_damaged": "its files are damaged",
    "voice_outdated": "it is of another version",
    "voice_half_downloaded": "its download was never finished",
    "voice_failed": "it failed",
    "voice_unreachable": "its service cannot be reached",
    "voice_timeout": "its service did not answer in time",
    "voice_busy": "its service is busy",
    "voice_refused": "its service refused the request",
    "voice_answer_broken": "its service sent an unusable answer",
    "language_missing": "it does not speak this language",
    "script_unreadable": "it cannot read this script",
}

STAGES = {
    Stage.WAITING: "Getting ready",
    Stage.PHOTO: "Looking at the photo",
    Stage.VOICE: "Preparing the voice",
    Stage.LIPS: "Syncing the lips",
    Stage.FRAMES: "Rendering the video",
}

CHAT = {
    "about_face": "Face {face} from the left: ",
    "demo_words": "Hello! I am only a drawing. [happy] Give me your photo, and I’ll make it speak!",
    "demo_shown": "This is what you get. Made by AI from a drawing.",
    "try_demo": "Make this drawing speak",
    "how_it_works": "How it works",
    "description": "I make photos speak: send me a photo of a face with a few words or a voice message, and you get a video of that face saying them. Tags like [happy] change the expression. You can keep portraits, and groups and albums work too. Every video is made by AI and says so.",
    "short_description": "Send a photo and a few words, and get a video of that photo speaking.",
    # first words
    "start": "Hello! I make photos speak.\n\nSend me a photo of a face with a few words as its caption, and you get "
    "back a video of that face saying them. Replying to a photo with a voice message works too.\n\n"
    "Try it: your photo, with the caption “Hello! [happy] Nice to meet you.”\n\n/help shows what else I can do.",
    "help": "Send a photo with a few words, and you get back a video of it saying them.\n\n"
    "• first the photo, then the words or a voice message\n"
    "• words, a voice message, a recording or a round video, as a reply to any photo or to one of my videos\n"
    "• an album: {most:the first photo says|the first {most} photos say} the same words\n"
    "• in groups: reply to a photo with /speak and the words\n\n"
    "Tags set the mood: [happy] [sad] [surprised] [angry] [whisper] [pause 1s]. Emoji work too.\n[slow] and [fast] hold for a sentence, [emphasis]words[/emphasis] stresses them, Siobhán (shi-VAWN) says how a name sounds; /say remembers it.\n\n"
    "/settings for voice, language, expression, format and captions\n"
    "/save Anna keeps a face, /portraits shows the ones you kept, /as Anna Hello! makes one speak\n"
    "/cancel stops a video, /history lists your videos\n"
    "/export and /delete are for your data, /privacy explains them",
    "privacy": "I am a program. Every video I make is made by a machine, and says so.\n\n"
    "Your photo and recording are deleted once the video is in the chat; my copy of the video goes a little later. "
    "Portraits you /save stay until you remove them. I keep a record of who asked for what and when, so that nothing "
    "gets lost or done twice; after a while your name is removed from it.\n\n"
    "/export gives you all of it, /delete erases all of it.",
    "consent": "Before your first video: only use a face and a voice that you have the right to use, and never to "
    "deceive or hurt anyone. The video is made by AI and labelled as such.",
    "consent_button": "I agree",
    "consent_thanks": "Thank you. Here we go!",
    "consent_again": "Thank you. Now please send me the photo and the words again.",
    "not_allowed": "This bot is by invitation only. Ask the person who runs it.",
    "anonymous": "You are writing as the group, so I can’t tell whose video it would be and who agreed to the rules. Write under your own name (turn off “Remain anonymous”) and ask again.",
    # photo and words
    "what_to_say": "What should it say? Send words or a voice message. I’ll remember the photo for {minutes} "
    "{minutes:minute|minutes}. To keep the face: /save and a name.",
    "photo_missing": "Whose face should say that? Send a photo with the words as its caption, or reply to a photo.",
    "one_helpful_line": "Send me a photo of a face with a few words, and it will say them. /help shows more.",
    "wrong_file": "I can’t use “{name}” as a picture or as a recording. Pictures: JPEG, PNG, WebP, AVIF, HEIC. Recordings: Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "“{name}” is not a picture. Send a JPEG, PNG, WebP, AVIF or HEIC file.",
    "wrong_sound": "“{name}” is not a recording. Send Ogg, MP3, M4A, WAV, FLAC or WebM.",
    "album_cut": "From an album I take only {most:the first photo|the first {most} photos}.",
    "corrected": "Stopped. A video with the corrected words comes instead.",
    "too_many_messages": "You have sent more than {most} {most:message|messages} that I have not got to yet. I’m skipping the newest ones; please send them again later.",
    # the way of a job
    "accepted": "Got it. One moment …",
    "queued": "You are number {place} in the queue, about {time} to go.",
    "working": "{stage}\n{bar} {percent}",
    "cancel_button": "Stop",
    "cancelled": "Stopped.",
    "cancel_none": "There is nothing to stop.",
    "cancel_late": "Too late to stop, it is already done.",
    "not_yours": "Only the person who asked can use this button.",
    "stale": "This button no longer works.",
    "timed_out": "These buttons have expired. Just ask for them again.",
    "made_by_ai": "Made by AI from a photo.",
    "no_round": "Round videos can’t be sent here, so this one is square.",
    "fault": "Something went wrong on our side, not yours. Please try again later. "
    "If you report it, mention {number}.",
    "given_up": "I could not do this for a long time, because something I need was down. Please send it again.",
    # several faces
    "choose_face": "Should someone else say it? Tap a number.",
    "everyone": "Everyone",
    "choice_gone": "I no longer have the photo or the recording. Please send it again.",
    "choice_made": "That video is already here, or on its way.",
    "again": "Again",
    "other_voice": "Other voice",
    "other_format": "Other format",
    "save_face": "Save this face",
    "say_again": "What should this face say now? Send words or a voice message.",
    "same_words": "The same words again",
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
    "strength": "Strength",
    "motion": "Motion",
    "still": "still",
    "calm": "calm",
    "lively": "lively",
    "background": "Background",
    "pitch": "Pitch",
    "pace": "Pace",
    "keep": "as in the photo",
    "green": "green screen",
    "transparent": "transparent (a file)",
    "higher": "higher",
    "deeper": "deeper",
    "slower": "slower",
    "faster": "faster",
    "automatic": "automatic",
    "on": "on",
    "off": "off",
    "neutral": "as in the photo",
    "happy": "happy",
    "sad": "sad",
    "surprised": "surprised",
    "angry": "angry",
    "original": "like the photo",
    "square": "square",
    "portrait": "upright 9:16",
    "landscape": "wide 16:9",
    "round": "round video message",
    "back": "Back",
    "hear": "Hear {voice}",
    "sample": "Hello! This is what I sound like.",
    "sample_failed": "That voice is not answering right now.",
    "language_how": "Which language do you write in? For any other: /language and its name, like this: /language Italian",
    "choose": "Choose:",
    "holds": "{kind}: {value}. Saved.",
    "choice_not_known": "There is no “{typed}” to choose here.",
    "language_not_known": "No voice here speaks “{typed}”.",
    "did_you_mean": "Did you mean: {names}?",
    "voice_espeak": "robot (eSpeak)",
    "voice_hibari": "a woman (natural)",
    "voice_hibari-man": "a man (natural)",
    "voice_hibari-child": "a child (natural)",
    "voice_piper": "natural (Piper)",
    "voice_google": "Google, over the internet",
    # portraits
    "save_how": "Reply to a photo with /save and a name, like this: /save Anna",
    "saved": "Saved. Try it: /as {name} Hello!",
    "save_full": "You have {most} {most:portrait|portraits}, and that is the limit. Remove one first: /portraits",
    "say_how": "This is how you teach me a word: /say Siobhán = shi-VAWN\n\nWrite it as it sounds, with the stressed syllable in capitals, or in the phonetic alphabet: /say Nguyen = [[wɪn]]. For one text only: Siobhán (shi-VAWN).",
    "say_list": "This is how I say your words. ▶ plays one, ✕ removes it.",
    "say_saved": "“{word}” is now said “{sound}”.",
    "say_removed": "“{word}” is no longer in your dictionary.",
    "portraits": "Your portraits. Tap one to make it speak.",
    "portraits_remove": "Remove one …",
    "which_face": "Which one should I remove?",
    "portrait_says": "What should {name} say? Send words or a voice message.",
    "portrait_back": "{name} is back.",
    "undo": "Undo",
    "portraits_none": "You have no portraits yet. Reply to a photo with /save and a name.",
    "portrait_removed": "{name} has been removed.",
    "portrait_unknown": "You have no portrait with that name. /portraits shows the ones you have.",
    "as_how": "Write /as, the name of a portrait, and what it should say: /as Anna Hello!",
    # their data
    "history": "Your latest videos:",
    "history_none": "You have no videos yet.",
    "state_queued": "waiting",
    "state_running": "in progress",
    "state_rendered": "on its way",
    "state_delivered": "delivered",
    "state_failed": "failed",
    "state_cancelled": "stopped",
    "export": "Here is everything I know about you.",
    "delete_ask": "Delete everything I know about you: settings, portraits, requests and my copies of your videos? "
    "Messages in this chat stay; you can delete those yourself. This cannot be undone.",
    "delete_yes": "Delete everything",
    "delete_no": "Keep it",
    "deleted": "Everything has been deleted. Send a photo whenever you like, and we start over.",
    "kept": "Nothing was deleted.",
}

COMMANDS = {
    "speak": "make the photo you reply to speak",
    "settings": "voice, language, expression, format, captions",
    "voice": "choose a voice, and hear it first",
    "language": "choose the language",
    "expression": "choose the expression",
    "format": "choose the shape of the video",
    "captions": "show the words in the video",
    "say": "teach me how a word is said",
    "save": "keep the face of a photo as a portrait",
    "portraits": "show your portraits",
    "as": "make one of your portraits speak",
    "cancel": "stop the video in progress",
    "history": "your latest videos",
    "export": "get everything I know about you",
    "delete": "delete everything I know about you",
    "privacy": "what happens to your photos",
    "help": "how this works",
}

DISCORD = {
    "help": "Give me a photo with a few words, and you get back a video of it saying them.\n\n"
    "• /speak with a photo and a text or a recording; if both are missing, I ask you\n"
    "• the menu of any message with a picture: Apps → Make it talk\n"
    "• in a direct message: a photo with words\n\n"
    "Tags set the mood: [happy] [sad] [surprised] [angry] [whisper] [pause 1s]. Emoji work too.\n[slow] and [fast] hold for a sentence, [emphasis]words[/emphasis] stresses them, Siobhán (shi-VAWN) says how a name sounds; /say remembers it.\n\n"
    "/settings for voice, language, expression, format and captions\n"
    "/portrait save keeps a face; /speak portrait: makes it speak\n"
    "/cancel stops a video, /mydata is for your data, /privacy explains it",
    "help_replies": "Reply to one of my videos with words or a voice message, and the same face says them. Replying to anyone’s picture with a voice message works too.",
    "help_mentions": "Reply to one of my videos and mention me in the reply, and the same face says your words.",
    "privacy": "I am a program. Every video I make is made by a machine, and says so.\n\n"
    "Your photo and recording are deleted once the video is in the chat; my copy of the video goes a little later. "
    "Portraits you save stay until you remove them. I keep a record of who asked for what and when, so that nothing "
    "gets lost or done twice; after a while your name is removed from it.\n\n"
    "/mydata export gives you all of it, /mydata delete erases all of it.",
    "what_to_say": "What should it say? Reply to this with words or a voice message, or use /speak text:. "
    "I’ll remember the photo for {minutes} {minutes:minute|minutes}. To keep the face: /portrait save.",
    "what_to_say_next": "What should it say? Use /speak text: within {minutes} {minutes:minute|minutes}; that is how long I remember the photo. To keep the face: /portrait save.",
    "photo_missing": "Whose face should say that? Give me a photo with /speak photo:, or open the menu of a message "
    "with a picture: Apps → Make it talk.",
    "one_helpful_line": "Give me a photo of a face and a few words with /speak, and it will say them. "
    "/help shows more.",
    "not_shown": "Discord doesn’t show me what you wrote here. Use /speak, or the menu of the message with the "
    "picture: Apps → Make it talk.",
    "say_how": "This is how you teach me a word: /say word:Siobhán sounds:shi-VAWN\n\nWrite it as it sounds, with the stressed syllable in capitals, or in the phonetic alphabet: [[wɪn]]. For one text only: Siobhán (shi-VAWN).",
    "save_how": "Give me a photo with /portrait save photo:, or show me one first.",
    "saved": "Saved. Try it: /speak portrait:{name} text:Hello!",
    "save_full": "You have {most} {most:portrait|portraits}, and that is the limit. "
    "Remove one first: /portrait delete",
    "portraits_none": "You have no portraits yet. Keep one with /portrait save.",
    "portrait_unknown": "You have no portrait with that name. /portrait list shows the ones you have.",
    "language_how": "Which language do you write in? For any other: /language name:",
    "make_it_talk": "Make it talk",
    "form": "What should it say?",
    "form_words": "Words",
    "form_sound": "or a recording",
}

DISCORD_COMMANDS = {
    "speak": "make a photo speak",
    "speak photo": "whose face",
    "speak text": "what it says",
    "speak sound": "a recording instead of words",
    "speak portrait": "one of your portraits",
    "speak voice": "which voice",
    "speak language": "language of the text, such as German",
    "speak expression": "how the face looks",
    "speak format": "the shape of the video",
    "speak captions": "show the words in the video",
    "speak private": "only you see the video",
    "portrait": "the faces you keep",
    "portrait save": "keep the face of a photo",
    "portrait list": "show your portraits",
    "portrait delete": "remove a portrait",
    "portrait name": "its name",
    "portrait photo": "the photo; if left out, the last one you showed me",
    "voice": "choose a voice, and hear it first",
    "language": "choose the language of your words",
    "language name": "its name, such as German",
    "say": "teach me how a word is said",
    "say word": "the word, as it is written",
    "say sounds": "as it sounds, such as shi-VAWN; without it, your words are listed",
    "settings": "voice, language, expression, format, captions",
    "cancel": "stop your video in progress here",
    "mydata": "everything I know about you",
    "mydata export": "get it as a file",
    "mydata delete": "delete it",
    "help": "how this works",
    "privacy": "what happens to your photos",
}

STUDIO = {
    "title": "Make a photo speak",
    "lead": "Choose a photo, write a few words, and it says them.",
    "photo": "The photo",
    "photo_choose": "Choose a photo",
    "photo_drop": "or drop one here, or paste it",
    "photo_camera": "Use the camera",
    "photo_demo": "Try it with a drawing",
    "photo_change": "Another photo",
    "photo_alt": "The photo you chose",
    "photo_looking": "Looking for faces …",
    "face_ready": "Ready to speak",
    "face_number": "Face {number}",
    "camera": "Camera",
    "camera_take": "Take the photo",
    "camera_blocked": "The camera can’t be used. Allow it in your browser, next to the address.",
    "microphone_blocked": "The microphone can’t be used. Allow it in your browser, next to the address.",
    "needs_https": "Browsers allow camera and microphone only on https pages, or on the computer that runs this page.",
    "close": "Close",
    "speech": "What should it say?",
    "write": "Write",
    "record": "Record",
    "words": "Words",
    "words_example": "Hello! [happy] It is so nice to see you.",
    "line_says": "Face {number} says",
    "line_add": "Add a line",
    "letters": "{count} of {most} characters",
    "marks": "Moods and pauses",
    "whisper": "whisper",
    "pause": "pause",
    "guessed": "{language}, by the words",
    "record_start": "Start recording",
    "record_stop": "Stop recording",
    "record_again": "Record again",
    "record_file": "Choose a recording",
    "record_level": "Loudness",
    "record_words": "The words of the recording, for captions (optional)",
    "record_yours": "Your recording",
    "who_speaks": "Who speaks?",
    "look": "Expression, format, captions …",
    "make": "Make the video",
    "ready": "Your video is ready.",
    "save_video": "Save the video",
    "save_poster": "Picture",
    "save_vtt": "Captions (VTT)",
    "save_srt": "Captions (SRT)",
    "save_transcript": "Text",
    "keep_face": "Keep this face",
    "keep": "Keep",
    "faces": "Your faces",
    "use_face": "Use {name}",
    "delete_face": "Delete {name}",
    "videos": "Your videos",
    "videos_none": "The videos you make appear here.",
    "videos_hint": "A video is deleted {hours} {hours:hour|hours} after it was made. Save the ones you want to keep.",
    "watch": "Watch: {words}",
    "delete_video": "Delete: {words}",
    "data": "Your data",
    "data_text": "Photos and recordings are deleted a few minutes after the video is made. Faces you keep stay until you delete them.",
    "data_download": "Download everything",
    "data_erase": "Delete everything",
    "data_ask": "Delete everything about you that is stored here: videos, faces, words and settings? This cannot be undone.",
    "data_erased": "Everything has been deleted.",
    "sign_in": "Welcome",
    "token": "Key",
    "token_hint": "Whoever runs this page has given it to you.",
    "token_wrong": "This key is not known here. Check for typing errors.",
    "enter": "Open the page",
    "connection_lost": "The connection is broken. Trying again …",
    "photo_first": "Choose a photo first.",
    "not_a_picture": "That is not a picture.",
    "progress": "Progress",
    "note": "Every video is made by AI from a photo, and says so. Only use a face and a voice that you have the right to use.",
    "transcript": "What is said",
}
