"""What people read in Spanish."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "El archivo de la foto está vacío. Envíalo otra vez.",
    "photo_too_big": "El archivo de la foto pesa {bytes}; se aceptan hasta {max_bytes}. "
    "Guárdala más pequeña o como JPEG.",
    "photo_unsupported": "Esto no es una imagen que yo sepa leer (parece ser: {kind}). "
    "Envía JPEG, PNG, WebP, AVIF o HEIC.",
    "photo_broken": "La imagen ({kind}) está dañada o incompleta. Guárdala o envíala otra vez.",
    "input_too_costly": "Leer ese archivo exige mucho más tiempo o memoria que una foto o una grabación. Ábrelo en otra aplicación, guárdalo de nuevo como JPEG o MP3 y envía ese.",
    "photo_too_many_pixels": "La imagen tiene {megapixels} megapíxeles y su lado más largo {side_pixels} píxeles; se "
    "aceptan hasta {max_megapixels} megapíxeles y {max_side_pixels} píxeles. Hazla más pequeña.",
    "photo_too_small": "El lado más corto de la imagen tiene {side_pixels} píxeles; hacen falta al menos "
    "{min_side_pixels}. Envía una más grande.",
    # the face
    "no_face": "No he encontrado ninguna cara humana en la foto. Envía una donde se vea la cara entera de frente, bien "
    "iluminada y sin nada delante.",
    "face_too_small": "La cara mide {width_pixels} píxeles de ancho; necesito unos {min_pixels}. Envía una foto más "
    "cercana, o la misma a tamaño completo (como archivo).",
    "face_turned_away": "La cara está girada {yaw_degrees}° hacia un lado y {pitch_degrees}° hacia arriba o abajo; "
    "hasta {max_degrees}° funciona. Envía una que mire más a la cámara.",
    "mouth_hidden": "La boca está tapada o fuera de la imagen. Envía una foto donde esté libre: sin mano, mascarilla "
    "ni micrófono delante.",
    "face_unknown": "No hay ninguna cara número {number}; veo {count}, contadas desde la izquierda.",
    "several_faces": "Veo {count} caras; habla la número {number} desde la izquierda. Para elegir otra, pon su "
    "número delante de las palabras, como «2: ¡Hola!»",
    "face_found": "Cara {number}: {width_pixels} píxeles de ancho, {percent} % de certeza.",
    "face_small_in_picture": "La cara solo mide {width_pixels} píxeles de ancho en este vídeo. En formato vertical "
    "mediría {offered_pixels}, porque la foto tiene más que mostrar.",
    "face_lost_in_picture": "En este formato la cara mediría {width_pixels} píxeles de ancho, demasiado pequeña para "
    "verla moverse. Elige el formato vertical o recorta la foto.",
    # the sound
    "sound_missing": "Ese archivo no tiene sonido. Envía un mensaje de voz o un archivo de audio.",
    "sound_empty": "El archivo de la grabación está vacío. Envíalo otra vez.",
    "sound_too_big": "El archivo de la grabación pesa {bytes}; se aceptan hasta {max_bytes}. "
    "Envía una más corta, o comprimida, como Ogg o MP3.",
    "sound_unsupported": "Esto no es una grabación que yo sepa leer (parece ser: {kind}). "
    "Envía Ogg, MP3, M4A, WAV, FLAC o WebM.",
    "sound_broken": "La grabación ({kind}) está dañada. Grábala o envíala otra vez.",
    "sound_too_short": "La grabación dura {seconds} s; hacen falta al menos {min_seconds} s.",
    "sound_too_long": "La grabación dura más de {max_seconds} s. Recórtala.",
    "sound_silent": "En los {seconds} s de la grabación no se oye nada. Grábala otra vez, más fuerte o más cerca.",
    # the words
    "text_empty": "No hay palabras que decir. Escribe algunas.",
    "text_only_emoji": "Solo hay emojis, y no se pueden decir. Añade palabras.",
    "text_too_long": "El texto tiene {characters} caracteres; se aceptan hasta {max_characters}. "
    "Acórtalo, o dilo en dos vídeos.",
    "script_unreadable": "Ninguna voz instalada aquí sabe leer esta escritura ({script}). Escribe las palabras con otra escritura, elige otra voz o manda un mensaje de voz.",
    "text_unspeakable": "Ninguna voz tiene sonido para este texto. Escríbelo con palabras.",
    "language_unknown": "Ninguna voz de aquí habla ese idioma. Elige otro en los ajustes.",
    "voice_unknown": "Esa voz no existe aquí. Elige una en los ajustes.",
    "option_wrong": "«{option}» no admite ese valor. Admite: {allowed}.",
    # voices
    "voice_not_installed": "La voz {voice} no está disponible aquí. Elige otra.",
    "voice_failed": "La voz {voice} ha fallado. Elige otra, u otras palabras.",
    "voice_unreachable": "No se llega a la voz {voice}: necesita internet. Inténtalo más tarde o elige otra.",
    "voice_timeout": "La voz {voice} no respondió en {seconds} s. Inténtalo más tarde o elige otra.",
    "voice_busy": "La voz {voice} tiene ahora demasiado trabajo. Inténtalo en unos minutos o elige otra.",
    "voice_refused": "La voz {voice} se negó (respuesta {status}). Inténtalo más tarde o elige otra.",
    "voice_answer_broken": "La voz {voice} dio una respuesta sin sentido ({why}). Inténtalo más tarde o elige otra.",
    "recogniser_failed": "No pude escribir lo que dice la grabación, así que los labios siguen solo el sonido.",
    "words_not_heard": "No oigo en la grabación las palabras que la acompañan; los labios siguen solo el "
    "sonido. Envía las palabras tal como se dicen.",
    "voice_fell_back": "{to} habló en lugar de {from}: {reason}.",
    "captions_unavailable": "Faltan los subtítulos: ninguna fuente de aquí tiene las letras de {script}.",
    # the chat
    "file_gone": "No pude obtener ese archivo. Envíalo otra vez, por favor.",
    "clip_fitted": "Para que quepa en los {max_bytes} que se pueden enviar aquí, el vídeo es menos nítido de lo que podría ser.",
    "clip_too_big": "El vídeo pesa {bytes}, y aquí solo se pueden enviar {max_bytes}. "
    "Prueba con menos palabras o una foto más pequeña.",
    # how much is taken on
    "queue_full": "Ya esperan {limit} vídeos, y no acepto más. Inténtalo dentro de unos minutos.",
    "too_many_waiting": "Ya tienes {limit} vídeos esperando. Envía el siguiente cuando uno de ellos esté hecho.",
    "storage_full": "Tus fotos, grabaciones y vídeos ocupan aquí {bytes}; hay sitio para {max_bytes} por persona. Quita los retratos guardados que ya no necesites o espera a que se borren los vídeos más antiguos.",
    "quota_reached": "Has tenido {limit} vídeos en un día, y no hago más para una persona. El siguiente: dentro de {time}.",
    "job_kills_workers": "Con esta foto o grabación se rompe más de una vez lo que hace el vídeo. Prueba con otra, por favor.",
    # ourselves
    "media_missing": "El archivo ya no está. Envía la foto y las palabras otra vez.",
    "render_timed_out": "Hacer el vídeo tardó más de {seconds} s y se abandonó. Prueba con menos palabras o una foto más pequeña.",
    "render_out_of_memory": "No hubo memoria suficiente para este vídeo. Prueba con una foto más pequeña o menos palabras.",
}

OPERATOR = {
    "voice_unknown": "No existe esa voz. Se conocen: {known}.",
    "language_unknown": "Ninguna voz que funcione aquí habla ese idioma. Se conocen {count}, como {known}.",
    "voice_not_installed": "La voz {voice} no está instalada. Elige otra; `talking-photo voices` las muestra.",
    "voice_variant_unknown": "La voz {voice} no tiene la variante {variant}. "
    "Corrige voice.variant en los ajustes, o quítalo.",
    "recogniser_failed": "{recogniser} no pudo escribir lo que dice la grabación; los labios siguen solo el "
    "sonido. Revisa el modelo que indica voice.vosk_folder.",
    "file_not_ordinary": "{file} no es un archivo corriente. Indica uno que contenga la foto o la grabación.",
    "file_unreadable": "{file} no está o no se puede leer. Comprueba su nombre y sus permisos.",
    "output_folder_missing": "La carpeta para el vídeo no existe. Créala o indica otra.",
    "output_not_writable": "El vídeo no se puede escribir ahí. "
    "Comprueba los permisos de la carpeta o indica otro archivo.",
    "preview_not_writable": "La hoja de contactos no se puede escribir ahí. "
    "Comprueba la carpeta y sus permisos, o indica otro archivo.",
    "disk_full": "El disco está lleno. Haz sitio e inténtalo otra vez.",
    "database_unreachable": "No se llega a la base de datos ({reason}). Comprueba database.url y si está en marcha.",
    "database_url_wrong": "El ajuste database.url no es una dirección de SQLite ni de PostgreSQL.",
    "database_damaged": "La base de datos {file} está dañada. Detén el programa, aparta el archivo y pon una copia de seguridad en su lugar: docs/operations.md, Backup.",
    "database_not_sqlite": "El archivo {file} no es una base de datos SQLite. Corrige database.url o pon una copia de seguridad en su lugar: docs/operations.md, Backup.",
    "database_not_writable": "No se puede escribir en la base de datos {file}. Da al usuario de este programa permiso de escritura sobre el archivo y su carpeta.",
    "database_not_opened": "La base de datos {file} no se puede abrir. Comprueba database.url, la carpeta del archivo y los permisos de ambos.",
    "database_disk_full": "El disco de la base de datos {file} está lleno. Libera espacio; lo que espera seguirá por sí solo.",
    "disk_low": "En el disco de {folder} solo quedan libres {free_bytes}; hacen falta al menos {min_free_bytes}. Libera espacio o baja health.min_free_megabytes.",
    "folder_missing": "La carpeta {folder} no existe. Créala o corrige los ajustes.",
    "token_refused": "La plataforma rechaza el token de {key}. Crea uno nuevo: para Telegram con @BotFather, para Discord en el portal de desarrolladores.",
    "webhook_refused": "Telegram rechaza el webhook {url}. Debe ser una dirección https a la que Telegram llegue; corrige telegram.webhook_url.",
    "platform_not_open": "{platform} no está conectado. El registro dice por qué.",
    "media_unreachable": "No se llega al almacén de medios ({reason}). Comprueba media.url y sus permisos.",
    "media_url_wrong": "El ajuste media.url no es una carpeta ni la dirección de un almacén.",
    "discord_unreachable": "No se llega a Discord. Comprueba la red y discord.api_base.",
    "telegram_unreachable": "No se llega a Telegram. Comprueba la red y telegram.base_url.",
    "web_address_taken": "El servidor web no puede escuchar en {host}:{port}. Cambia web.port, o cierra lo que escucha ahí.",
    "settings_file_unreadable": "Los ajustes {file} no se pueden leer. Comprueba nombre y permisos.",
    "settings_file_broken": "Los ajustes {file} no son TOML correcto: {problem}.",
    "setting_unknown": "No existe el ajuste {key}. Corrígelo o quítalo; config.example.toml muestra todos los que hay.",
    "setting_wrong": "El ajuste {key} no se puede usar ({problem}). "
    "config.example.toml muestra lo que puede ir ahí.",
    "setting_given_twice": "El ajuste {key} está dado directamente y por un archivo. Deja solo uno.",
    "setting_file_unreadable": "El archivo al que apunta {key} no se puede leer. Comprueba nombre y permisos.",
    "library_unusable": "No se puede cargar una biblioteca: {problem}. Si es «libGL», a OpenCV le faltan bibliotecas del sistema "
    "(Debian: apt install libgl1 libglib2.0-0); si no, instala de nuevo, véase docs/install.md.",
    "moviepy_missing": "Para una hoja de contactos hace falta la biblioteca moviepy, que no está instalada. Se añade con: "
    "python -m pip install --no-deps moviepy==2.2.1 decorator imageio proglog python-dotenv tqdm",
    "render_crashed": "Una parte de este programa se rompió al hacer el vídeo ({reason}). Es culpa nuestra. "
    "Inténtalo otra vez; si pasa con la misma foto, avísanos, por favor.",
    "render_timed_out": "Hacer el vídeo tardó más de {seconds} s y se abandonó. "
    "Prueba con menos palabras o una foto más pequeña, o sube render.deadline_seconds.",
    "render_out_of_memory": "No hubo memoria suficiente. Prueba con una foto más pequeña o menos palabras, "
    "o sube render.memory_megabytes.",
    "encoder_failed": "El vídeo no se pudo codificar ({reason}). Es culpa nuestra. Avísanos, por favor.",
    "frames_missing": "La imagen acabó antes de tiempo, en {frame} de {count}. Es culpa nuestra. "
    "Avísanos, por favor.",
    "frame_shape": "El fotograma {frame} tiene un tamaño erróneo. Es culpa nuestra. Avísanos, por favor.",
    "lettering_failed": "No se pudieron dibujar las letras. Es culpa nuestra. "
    "Prueba sin subtítulos, y avísanos, por favor.",
    "weights_damaged": "La red que escucha las grabaciones ({file}) falta o está dañada. Vuelve a descargar ese "
    "archivo del programa.",
    "fonts_missing": "Las fuentes ({package}) no están instaladas. Instala todo otra vez: quita la carpeta .venv y "
    "ejecuta python3 run.py doctor.",
    "clip_unreadable": "El vídeo terminado no se pudo volver a leer. Es culpa nuestra. Avísanos, por favor.",
    "unexpected": "Algo salió mal que no debía. Es culpa nuestra. Avísanos, por favor, con lo que muestra --verbose.",
}

REASONS = {
    "voice_not_installed": "no está instalada",
    "voice_model_missing": "no hay ninguna voz en su carpeta",
    "voice_failed": "ha fallado",
    "voice_unreachable": "no se llega a su servicio",
    "voice_timeout": "su servicio no respondió a tiempo",
    "voice_busy": "su servicio está ocupado",
    "voice_refused": "su servicio se negó",
    "voice_answer_broken": "su servicio respondió algo sin sentido",
    "language_missing": "no habla este idioma",
    "script_unreadable": "no sabe leer esta escritura",
}

STAGES = {
    Stage.WAITING: "Preparándome",
    Stage.PHOTO: "Mirando la foto",
    Stage.VOICE: "Buscando la voz",
    Stage.LIPS: "Moviendo los labios",
    Stage.FRAMES: "Filmando",
}

CHAT = {
    "about_face": "Cara {face} desde la izquierda: ",
    # first words
    "start": "¡Hola! Hago hablar a las fotos.\n\nEnvíame la foto de una cara y escribe debajo lo que debe decir. Te la "
    "devuelvo como vídeo. También vale un mensaje de voz como respuesta a la foto.\n\n"
    "Prueba: tu foto, con «¡Hola! [happy] Me alegro de verte.» debajo.\n\n/help muestra más.",
    "demo_words": "¡Hola! Solo soy un dibujo. [happy] Dame tu foto, ¡y la haré hablar!",
    "demo_shown": "Esto es lo que sale. Hecho por IA a partir de un dibujo.",
    "try_demo": "Hacer hablar a este dibujo",
    "how_it_works": "Cómo funciona",
    "description": "Hago hablar a las fotos: envíame la foto de una cara y unas palabras o un mensaje de voz, y recibirás un vídeo en el que esa cara los dice. Marcas como [happy] cambian la expresión; las caras se pueden guardar; también funcionan los grupos y los álbumes. Cada vídeo lo hace una IA, y así lo dice.",
    "short_description": "Envía una foto y unas palabras, y recibe un vídeo de esa foto hablando.",
    "help": "Una foto con unas palabras debajo vuelve como un vídeo que las dice.\n\n"
    "• primero la foto, después palabras o un mensaje de voz\n"
    "• palabras, voz, audio o vídeo redondo como respuesta a cualquier foto, o a un vídeo mío\n"
    "• un álbum: las primeras {most} fotos dicen lo mismo\n"
    "• en grupos: responde a una foto con /speak y las palabras\n\n"
    "Las marcas cambian el modo: [happy] [sad] [surprised] [angry] [whisper] [pause 1s], y también los emojis.\n\n"
    "/settings voz, idioma, expresión, formato, subtítulos\n"
    "/save Ana guarda una cara, /portraits las muestra, /as Ana ¡Hola! la hace hablar\n"
    "/cancel para, /history enumera, /export y /delete son para tus datos, /privacy los explica",
    "privacy": "Soy un programa; todos mis vídeos los hace una máquina, y lo dicen.\n\n"
    "Tu foto y tu grabación se borran cuando el vídeo está en el chat, y mi copia del vídeo algo después. Las caras "
    "que guardas con /save se quedan hasta que las quitas. Apunto quién pidió qué y cuándo, para que nada se pierda ni "
    "se haga dos veces; más tarde, sin tu nombre.\n\n"
    "/export te lo da todo, /delete lo borra todo.",
    "consent": "Antes del primer vídeo: haz hablar solo una cara y una voz que tengas derecho a usar, y no engañes ni "
    "dañes a nadie con ello. El vídeo lo hace una máquina y así está marcado.",
    "consent_button": "De acuerdo",
    "consent_thanks": "Gracias. Empezamos.",
    "consent_again": "Gracias. Ahora envíame la foto y las palabras otra vez.",
    "not_allowed": "Este bot es solo para personas invitadas. Pregunta a quien lo lleva.",
    "anonymous": "Escribes como el grupo, así que no sé de quién sería el vídeo ni quién aceptó las reglas. Escribe en tu propio nombre (sin «Permanecer anónimo») y pídelo otra vez.",
    # photo and words
    "what_to_say": "¿Qué debe decir? Envía palabras o un mensaje de voz; recuerdo la foto {minutes} minutos. "
    "Para guardar la cara: /save y un nombre.",
    "photo_missing": "¿Qué cara debe decir eso? Envía una foto con las palabras debajo, o responde a una foto.",
    "one_helpful_line": "Envíame la foto de una cara con unas palabras debajo, y las dirá. /help muestra más.",
    "wrong_file": "«{name}» no es una imagen ni una grabación que pueda usar. Imágenes: JPEG, PNG, WebP, AVIF, HEIC. Grabaciones: Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "«{name}» no es una imagen. Envía un archivo JPEG, PNG, WebP, AVIF o HEIC.",
    "wrong_sound": "«{name}» no es una grabación. Envía Ogg, MP3, M4A, WAV, FLAC o WebM.",
    "album_cut": "De un álbum tomo las primeras {most} fotos.",
    # the way of a job
    "accepted": "Recibido. Un momento …",
    "queued": "Puesto {place} en la cola, faltan unos {time}.",
    "working": "{stage}\n{bar} {percent} %",
    "cancel_button": "Parar",
    "cancelled": "Parado.",
    "corrected": "Detenido; en su lugar vienen las palabras corregidas.",
    "cancel_none": "No hay nada que parar.",
    "cancel_late": "Ya está terminado.",
    "not_yours": "Solo puede pulsarlo quien lo pidió.",
    "stale": "Este botón ya no funciona.",
    "timed_out": "El tiempo de estos botones ha pasado. Pide que te los muestre otra vez.",
    "made_by_ai": "Hecho por IA a partir de una foto.",
    "no_round": "Aquí no se aceptan vídeos redondos, así que este es cuadrado.",
    "too_many_messages": "Has enviado más de {most} mensajes que aún no he atendido. Dejo fuera los últimos; "
    "envíalos de nuevo más tarde, por favor.",
    "given_up": "Durante mucho tiempo no pude hacerlo porque falló algo que necesito. Envíalo de nuevo, por favor.",
    "fault": "Algo salió mal que no debía. Es culpa nuestra, no tuya; inténtalo más tarde, por favor. "
    "Si nos avisas, indica {number}.",
    # several faces
    "choose_face": "¿Debe decirlo otra persona? Pulsa un número.",
    "everyone": "Todos",
    "choice_gone": "Ya no tengo la foto o la grabación. Envíala otra vez, por favor.",
    "choice_made": "Ese vídeo ya está aquí o viene en camino.",
    "again": "Otra vez",
    "other_voice": "Otra voz",
    "other_format": "Otro formato",
    "save_face": "Guardar esta cara",
    "say_again": "¿Qué debe decir ahora esta cara? Envía palabras o un mensaje de voz.",
    "same_words": "Las mismas palabras otra vez",
    "which_voice": "¿Qué voz?",
    "voice_higher": "la misma, más aguda",
    "voice_deeper": "la misma, más grave",
    "voice_slower": "la misma, más lenta",
    "voice_faster": "la misma, más rápida",
    "which_format": "¿Qué formato?",
    "which_name": "¿Con qué nombre?",
    # settings
    "settings": "¿Cómo deben hablar tus fotos?",
    "voice": "Voz",
    "language": "Idioma",
    "expression": "Expresión",
    "format": "Formato",
    "captions": "Subtítulos",
    "automatic": "automático",
    "on": "sí",
    "off": "no",
    "neutral": "como en la foto",
    "happy": "alegre",
    "sad": "triste",
    "surprised": "sorprendida",
    "angry": "enfadada",
    "original": "como la foto",
    "square": "cuadrado",
    "portrait": "vertical 9:16",
    "landscape": "ancho 16:9",
    "round": "videomensaje redondo",
    "back": "Atrás",
    "hear": "Oír {voice}",
    "sample": "¡Hola! Así sueno.",
    "sample_failed": "Esa voz no responde ahora.",
    "language_how": "¿En qué idioma escribes? Para cualquier otro: /language y su nombre, como /language italiano.",
    "choose": "Elige:",
    "holds": "{kind}: {value}. Guardado.",
    "choice_not_known": "Aquí no se puede elegir «{typed}».",
    "language_not_known": "Ninguna voz de aquí habla «{typed}».",
    "did_you_mean": "¿Querías decir: {names}?",
    "voice_espeak": "como un robot (eSpeak)",
    "voice_piper": "voz natural (Piper)",
    "voice_google": "Google, por internet",
    # saved faces
    "save_how": "Responde a una foto con /save y un nombre, como: /save Ana",
    "saved": "Guardada. Prueba: /as {name} ¡Hola!",
    "save_full": "Tienes {most} caras guardadas, y no guardo más. Quita una: /portraits",
    "portraits": "Tus caras guardadas. Pulsa una para que hable.",
    "portraits_remove": "Quitar una …",
    "which_face": "¿Cuál quito?",
    "portrait_says": "¿Qué debe decir {name}? Envía palabras o un mensaje de voz.",
    "portrait_back": "{name} está de vuelta.",
    "undo": "Deshacer",
    "portraits_none": "No tienes caras guardadas. Responde a una foto con /save y un nombre.",
    "portrait_removed": "{name} se ha quitado.",
    "portrait_unknown": "No tienes guardada ninguna cara con ese nombre. /portraits las muestra.",
    "as_how": "Escribe /as, el nombre de una cara guardada y lo que debe decir: /as Ana ¡Hola!",
    # their data
    "history": "Tus últimos vídeos:",
    "history_none": "Aún no tienes vídeos.",
    "state_queued": "en espera",
    "state_running": "en marcha",
    "state_rendered": "en camino",
    "state_delivered": "entregado",
    "state_failed": "fallido",
    "state_cancelled": "parado",
    "export": "Esto es todo lo que sé de ti.",
    "delete_ask": "¿Borrar todo lo que sé de ti: ajustes, caras guardadas, encargos y los vídeos que tengo? Los "
    "mensajes de este chat se quedan; esos los borras tú. No se puede deshacer.",
    "delete_yes": "Borrarlo todo",
    "delete_no": "Conservarlo",
    "deleted": "Todo está borrado. Cuando envíes otra foto, empezamos de nuevo.",
    "kept": "No se ha borrado nada.",
}

COMMANDS = {
    "speak": "hacer hablar la foto a la que respondes",
    "settings": "voz, idioma, expresión, formato, subtítulos",
    "voice": "elegir una voz, y oírla antes",
    "language": "elegir el idioma",
    "expression": "elegir la expresión",
    "format": "elegir la forma del vídeo",
    "captions": "escribir las palabras en el vídeo",
    "save": "guardar la cara de una foto",
    "portraits": "mostrar tus caras guardadas",
    "as": "hacer hablar una cara guardada",
    "cancel": "parar lo que se está haciendo",
    "history": "tus últimos vídeos",
    "export": "recibir todo lo que sé de ti",
    "delete": "borrar todo lo que sé de ti",
    "privacy": "qué pasa con tus fotos",
    "help": "cómo funciona esto",
}
