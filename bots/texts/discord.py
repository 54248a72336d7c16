"""What people read on Discord only: its commands, and where a sentence for all would name others."""

from __future__ import annotations

CHAT = {
    "en": {
        "help": "A photo with a few words comes back as a video that says them.\n\n"
        "• /speak with a photo and a text, or a sound; asked for nothing else, I ask you\n"
        "• the menu of any message with a picture: Apps → Make it talk\n"
        "• alone with me: a photo with words\n\n"
        "Marks change the manner: [happy] [sad] [surprised] [angry] [whisper] [pause 1s], emoji too.\n\n"
        "/settings voice, language, expression, format, captions\n"
        "/portrait save keeps a face; /speak portrait: lets it speak\n"
        "/cancel stops, /mydata is for your data, /privacy explains it",
        "help_replies": "Reply to one of my videos with words or a voice message, and the same face says them; a voice message as a reply to anybody's picture works too.",
        "help_mentions": "Reply to one of my videos and name me in the reply, and the same face says your words.",
        "privacy": "I am a program; every video of mine is made by a machine and says so.\n\n"
        "Your photo and recording are deleted when the video is in the chat, the video on my side some time later. "
        "Faces that you save stay until you remove them. I keep who asked for what and when, so that nothing is lost "
        "or done twice; later without your name.\n\n"
        "/mydata export gives you all of it, /mydata delete removes all of it.",
        "what_to_say": "What should it say? Reply to this with words or a voice message, or use /speak text:. "
        "I remember the photo for {minutes} minutes. To keep the face: /portrait save.",
        "what_to_say_next": "What should it say? Use /speak text: within {minutes} minutes; so long I remember the photo. To keep the face: /portrait save.",
        "photo_missing": "Whose face should say that? Give me a photo with /speak photo:, or open the menu of a "
        "message with a picture: Apps → Make it talk.",
        "one_helpful_line": "Give me a photo of a face and a few words with /speak, and it will say them. "
        "/help shows more.",
        "not_shown": "Discord does not show me what you wrote here. Use /speak, or the menu of the message with the "
        "picture: Apps → Make it talk.",
        "save_how": "Give me a photo with /portrait save photo:, or show me one first.",
        "saved": "Saved. Try: /speak portrait:{name} text:Hello!",
        "save_full": "You have {most} saved faces, more I do not keep. Remove one: /portrait delete",
        "portraits_none": "You have no saved faces. Keep one with /portrait save.",
        "portrait_unknown": "You have no saved face of that name. /portrait list shows them.",
        "language_how": "Which language do you write in? For any other: /language name:",
        "make_it_talk": "Make it talk",
        "form": "What should it say?",
        "form_words": "Words",
        "form_sound": "or a recording",
    },
    "de": {
        "help": "Ein Foto mit ein paar Worten kommt als Video zurück, das sie sagt.\n\n"
        "• /speak mit einem Foto und einem Text oder Ton; fehlt beides, frage ich danach\n"
        "• das Menü jeder Nachricht mit einem Bild: Apps → Lass es sprechen\n"
        "• mit mir allein: ein Foto mit Worten\n\n"
        "Zeichen ändern die Art: [happy] [sad] [surprised] [angry] [whisper] [pause 1s], Emoji auch.\n\n"
        "/settings Stimme, Sprache, Ausdruck, Format, Untertitel\n"
        "/portrait save behält ein Gesicht; /speak portrait: lässt es sprechen\n"
        "/cancel hält an, /mydata ist für deine Daten, /privacy erklärt es",
        "help_replies": "Antworte auf eines meiner Videos mit Worten oder einer Sprachnachricht, und dasselbe Gesicht sagt sie; eine Sprachnachricht als Antwort auf ein Bild von irgendwem geht auch.",
        "help_mentions": "Antworte auf eines meiner Videos und nenne mich in der Antwort, und dasselbe Gesicht sagt deine Worte.",
        "privacy": "Ich bin ein Programm; jedes Video von mir macht eine Maschine, und so steht es darin.\n\n"
        "Dein Foto und deine Aufnahme werden gelöscht, sobald das Video im Chat ist, das Video bei mir einige Zeit "
        "später. Gesichter, die du speicherst, bleiben, bis du sie entfernst. Ich merke mir, wer wann was wollte, damit "
        "nichts verloren geht und nichts doppelt geschieht; später ohne deinen Namen.\n\n"
        "/mydata export gibt dir alles, /mydata delete entfernt alles.",
        "what_to_say": "Was soll es sagen? Antworte hierauf mit Worten oder einer Sprachnachricht, oder nimm "
        "/speak text:. Das Foto merke ich mir {minutes} Minuten. Das Gesicht behalten: /portrait save.",
        "what_to_say_next": "Was soll es sagen? Nimm /speak text: innerhalb von {minutes} Minuten; so lange merke ich mir das Foto. Das Gesicht behalten: /portrait save.",
        "photo_missing": "Wessen Gesicht soll das sagen? Gib mir ein Foto mit /speak photo:, oder öffne das Menü einer "
        "Nachricht mit einem Bild: Apps → Lass es sprechen.",
        "one_helpful_line": "Gib mir mit /speak ein Foto eines Gesichts und ein paar Worte, und es sagt sie. "
        "/help zeigt mehr.",
        "not_shown": "Discord zeigt mir nicht, was du hier geschrieben hast. Nimm /speak oder das Menü der Nachricht "
        "mit dem Bild: Apps → Lass es sprechen.",
        "save_how": "Gib mir ein Foto mit /portrait save photo:, oder zeig mir vorher eines.",
        "saved": "Gespeichert. Versuch es: /speak portrait:{name} text:Hallo!",
        "save_full": "Du hast {most} gespeicherte Gesichter, mehr behalte ich nicht. Entferne eines: /portrait delete",
        "portraits_none": "Du hast keine gespeicherten Gesichter. Behalte eines mit /portrait save.",
        "portrait_unknown": "Du hast kein gespeichertes Gesicht dieses Namens. /portrait list zeigt sie.",
        "language_how": "In welcher Sprache schreibst du? Für jede andere: /language name:",
        "make_it_talk": "Lass es sprechen",
        "form": "Was soll es sagen?",
        "form_words": "Worte",
        "form_sound": "oder eine Aufnahme",
    },
    "es": {
        "help": "Una foto con unas palabras vuelve como un vídeo que las dice.\n\n"
        "• /speak con una foto y un texto o un sonido; si faltan los dos, te los pido\n"
        "• el menú de cualquier mensaje con una imagen: Aplicaciones → Hazla hablar\n"
        "• a solas conmigo: una foto con palabras\n\n"
        "Las marcas cambian la manera: [happy] [sad] [surprised] [angry] [whisper] [pause 1s], y los emojis.\n\n"
        "/settings voz, idioma, expresión, formato, subtítulos\n"
        "/portrait save guarda una cara; /speak portrait: la hace hablar\n"
        "/cancel detiene, /mydata es para tus datos, /privacy lo explica",
        "help_replies": "Responde a uno de mis vídeos con palabras o un mensaje de voz, y la misma cara los dice; también vale un mensaje de voz como respuesta a una imagen de cualquiera.",
        "help_mentions": "Responde a uno de mis vídeos y nómbrame en la respuesta, y la misma cara dice tus palabras.",
        "privacy": "Soy un programa; cada vídeo mío lo hace una máquina, y así lo dice.\n\n"
        "Tu foto y tu grabación se borran cuando el vídeo está en el chat; el vídeo que queda aquí, algo después. "
        "Las caras que guardas se quedan hasta que las quites. Apunto quién pidió qué y cuándo, para que nada se pierda "
        "ni se haga dos veces; más tarde, sin tu nombre.\n\n"
        "/mydata export te da todo, /mydata delete lo borra todo.",
        "what_to_say": "¿Qué debe decir? Responde a esto con palabras o un mensaje de voz, o usa /speak text:. "
        "Recuerdo la foto durante {minutes} minutos. Para guardar la cara: /portrait save.",
        "what_to_say_next": "¿Qué debe decir? Usa /speak text: en los próximos {minutes} minutos; tanto tiempo recuerdo la foto. Para guardar la cara: /portrait save.",
        "photo_missing": "¿Qué cara debe decirlo? Dame una foto con /speak photo:, o abre el menú de un mensaje con "
        "una imagen: Aplicaciones → Hazla hablar.",
        "one_helpful_line": "Dame con /speak la foto de una cara y unas palabras, y las dirá. /help muestra más.",
        "not_shown": "Discord no me muestra lo que has escrito aquí. Usa /speak, o el menú del mensaje con la imagen: "
        "Aplicaciones → Hazla hablar.",
        "save_how": "Dame una foto con /portrait save photo:, o enséñame antes una.",
        "saved": "Guardada. Prueba: /speak portrait:{name} text:¡Hola!",
        "save_full": "Tienes {most} caras guardadas; no guardo más. Quita una: /portrait delete",
        "portraits_none": "No tienes caras guardadas. Guarda una con /portrait save.",
        "portrait_unknown": "No tienes ninguna cara guardada con ese nombre. /portrait list las muestra.",
        "language_how": "¿En qué idioma escribes? Para cualquier otro: /language name:",
        "make_it_talk": "Hazla hablar",
        "form": "¿Qué debe decir?",
        "form_words": "Palabras",
        "form_sound": "o una grabación",
    },
    "ru": {
        "help": "Фото с несколькими словами возвращается видео, которое их произносит.\n\n"
        "• /speak с фото и текстом или звуком; если нет ни того, ни другого, я спрошу\n"
        "• меню любого сообщения с картинкой: Приложения → Пусть говорит\n"
        "• наедине со мной: фото со словами\n\n"
        "Пометки меняют манеру: [happy] [sad] [surprised] [angry] [whisper] [pause 1s], эмодзи тоже.\n\n"
        "/settings голос, язык, выражение, формат, субтитры\n"
        "/portrait save хранит лицо; /speak portrait: даёт ему слово\n"
        "/cancel останавливает, /mydata для ваших данных, /privacy объясняет",
        "help_replies": "Ответьте на моё видео словами или голосовым сообщением, и то же лицо их скажет; голосовое сообщение в ответ на чью угодно картинку тоже годится.",
        "help_mentions": "Ответьте на моё видео и упомяните меня в ответе, и то же лицо скажет ваши слова.",
        "privacy": "Я программа; каждое моё видео сделано машиной, и в нём это написано.\n\n"
        "Ваши фото и запись удаляются, как только видео окажется в чате, а видео у меня немного позже. Лица, которые "
        "вы сохранили, остаются, пока вы их не уберёте. Я помню, кто, что и когда просил, чтобы ничего не потерялось и "
        "не сделалось дважды; потом без вашего имени.\n\n"
        "/mydata export отдаёт всё, /mydata delete всё удаляет.",
        "what_to_say": "Что сказать? Ответьте на это словами или голосовым сообщением или возьмите /speak text:. "
        "Фото я помню {minutes} мин. Чтобы оставить лицо: /portrait save.",
        "what_to_say_next": "Что сказать? Возьмите /speak text: в течение {minutes} мин; столько я помню фото. Чтобы оставить лицо: /portrait save.",
        "photo_missing": "Чьё лицо должно это сказать? Дайте фото через /speak photo: или откройте меню сообщения с "
        "картинкой: Приложения → Пусть говорит.",
        "one_helpful_line": "Дайте мне через /speak фото лица и несколько слов, и оно их скажет. "
        "/help покажет больше.",
        "not_shown": "Discord не показывает мне, что вы здесь написали. Возьмите /speak или меню сообщения с "
        "картинкой: Приложения → Пусть говорит.",
        "save_how": "Дайте фото через /portrait save photo: или сначала покажите его мне.",
        "saved": "Сохранено. Попробуйте: /speak portrait:{name} text:Привет!",
        "save_full": "У вас {most} сохранённых лиц, больше я не храню. Уберите одно: /portrait delete",
        "portraits_none": "У вас нет сохранённых лиц. Оставьте одно через /portrait save.",
        "portrait_unknown": "Сохранённого лица с таким именем нет. /portrait list покажет их.",
        "language_how": "На каком языке вы пишете? Любой другой: /language name:",
        "make_it_talk": "Пусть говорит",
        "form": "Что сказать?",
        "form_words": "Слова",
        "form_sound": "или запись",
    },
}
"""For each language, what is said otherwise than elsewhere, or only here."""

COMMANDS = {
    "en": {
        "speak": "make a photo speak",
        "speak photo": "whose face",
        "speak text": "what it says",
        "speak sound": "a recording, instead of words",
        "speak portrait": "a face that you saved",
        "speak voice": "who is heard",
        "speak language": "of the text, such as German",
        "speak expression": "how it looks",
        "speak format": "the shape of the video",
        "speak captions": "write the words into the video",
        "speak private": "only you see the video",
        "portrait": "the faces that you keep",
        "portrait save": "keep the face of a photo",
        "portrait list": "show them",
        "portrait delete": "remove one",
        "portrait name": "its name",
        "portrait photo": "the photo; without it, the last that you showed me",
        "voice": "choose a voice, and hear it before",
        "language": "choose the language of your words",
        "language name": "its name, such as German",
        "settings": "voice, language, expression, format, captions",
        "cancel": "stop what is being made for you here",
        "mydata": "all I know about you",
        "mydata export": "get it as a file",
        "mydata delete": "delete it",
        "help": "how this works",
        "privacy": "what happens with your photos",
    },
    "de": {
        "speak": "ein Foto sprechen lassen",
        "speak photo": "wessen Gesicht",
        "speak text": "was es sagt",
        "speak sound": "eine Aufnahme statt Worten",
        "speak portrait": "ein Gesicht, das du gespeichert hast",
        "speak voice": "wer zu hören ist",
        "speak language": "des Textes, etwa Deutsch",
        "speak expression": "wie es schaut",
        "speak format": "die Form des Videos",
        "speak captions": "die Worte ins Video schreiben",
        "speak private": "nur du siehst das Video",
        "portrait": "die Gesichter, die du behältst",
        "portrait save": "das Gesicht eines Fotos behalten",
        "portrait list": "sie zeigen",
        "portrait delete": "eines entfernen",
        "portrait name": "sein Name",
        "portrait photo": "das Foto; sonst das letzte, das du mir gezeigt hast",
        "voice": "eine Stimme wählen und vorher hören",
        "language": "die Sprache deiner Worte wählen",
        "language name": "ihr Name, etwa Deutsch",
        "settings": "Stimme, Sprache, Ausdruck, Format, Untertitel",
        "cancel": "anhalten, was hier für dich entsteht",
        "mydata": "alles, was ich über dich weiß",
        "mydata export": "es als Datei bekommen",
        "mydata delete": "es löschen",
        "help": "wie das geht",
        "privacy": "was mit deinen Fotos geschieht",
    },
    "es": {
        "speak": "hacer hablar una foto",
        "speak photo": "de quién es la cara",
        "speak text": "qué dice",
        "speak sound": "una grabación, en vez de palabras",
        "speak portrait": "una cara que guardaste",
        "speak voice": "a quién se oye",
        "speak language": "del texto, como español",
        "speak expression": "qué gesto pone",
        "speak format": "la forma del vídeo",
        "speak captions": "escribir las palabras en el vídeo",
        "speak private": "solo tú ves el vídeo",
        "portrait": "las caras que guardas",
        "portrait save": "guardar la cara de una foto",
        "portrait list": "mostrarlas",
        "portrait delete": "quitar una",
        "portrait name": "su nombre",
        "portrait photo": "la foto; si falta, la última que me enseñaste",
        "voice": "elegir una voz, y oírla antes",
        "language": "elegir el idioma de tus palabras",
        "language name": "su nombre, como español",
        "settings": "voz, idioma, expresión, formato, subtítulos",
        "cancel": "detener lo que se hace aquí para ti",
        "mydata": "todo lo que sé de ti",
        "mydata export": "recibirlo en un archivo",
        "mydata delete": "borrarlo",
        "help": "cómo funciona",
        "privacy": "qué pasa con tus fotos",
    },
    "ru": {
        "speak": "дать слово фотографии",
        "speak photo": "чьё лицо",
        "speak text": "что оно скажет",
        "speak sound": "запись вместо слов",
        "speak portrait": "лицо, которое вы сохранили",
        "speak voice": "чей голос",
        "speak language": "язык текста, например русский",
        "speak expression": "с каким выражением",
        "speak format": "форма видео",
        "speak captions": "написать слова в видео",
        "speak private": "видео увидите только вы",
        "portrait": "лица, которые вы храните",
        "portrait save": "сохранить лицо с фото",
        "portrait list": "показать их",
        "portrait delete": "убрать одно",
        "portrait name": "его имя",
        "portrait photo": "фото; иначе последнее, что вы мне показали",
        "voice": "выбрать голос, а сначала послушать",
        "language": "выбрать язык ваших слов",
        "language name": "его название, например русский",
        "settings": "голос, язык, выражение, формат, субтитры",
        "cancel": "остановить то, что делается здесь для вас",
        "mydata": "всё, что я о вас знаю",
        "mydata export": "получить файлом",
        "mydata delete": "удалить",
        "help": "как это работает",
        "privacy": "что происходит с вашими фото",
    },
}
"""For each language, the commands and their options by their path -> what they do; up to 100 letters."""
