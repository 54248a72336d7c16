"""What people read in Spanish."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "El archivo de la foto está vacío. Envíalo otra vez, por favor.",
    "photo_too_big": "El archivo de la foto pesa {bytes}; puedo aceptar hasta {max_bytes}. "
    "Guárdala más pequeña o como JPEG.",
    "photo_unsupported": "No puedo leer esto como imagen (parece ser: {kind}). Envía JPEG, PNG, WebP, AVIF o HEIC.",
    "photo_broken": "La imagen ({kind}) está dañada o incompleta. Guárdala o envíala otra vez.",
    "photo_too_many_pixels": "La imagen tiene {megapixels} megapíxeles y su lado más largo mide {side_pixels} píxeles. "
    "Puedo aceptar hasta {max_megapixels} megapíxeles y {max_side_pixels} píxeles. Hazla más pequeña, por favor.",
    "photo_too_small": "El lado más corto de la imagen mide {side_pixels} {side_pixels:píxel|píxeles}; necesito al "
    "menos {min_side_pixels}. Envía una más grande, por favor.",
    # the face
    "no_face": "No encuentro ninguna cara humana en la foto. Envía una donde se vea la cara entera de frente, del "
    "derecho, bien iluminada y sin nada delante.",
    "face_too_small": "La cara mide solo {width_pixels} {width_pixels:píxel|píxeles} de ancho; necesito unos "
    "{min_pixels}. Envía una foto más de cerca, o esta misma a tamaño completo (como archivo).",
    "face_turned_away": "La cara está girada unos {yaw_degrees}° hacia un lado y {pitch_degrees}° hacia arriba o "
    "abajo; hasta {max_degrees}° funciona. Envía una foto que mire más a la cámara.",
    "mouth_hidden": "La boca está tapada o fuera de la imagen. Envía una foto sin nada delante: ni mano, ni "
    "mascarilla, ni micrófono.",
    "face_unknown": "No hay ninguna cara número {number}: veo {count} {count:cara|caras}, contando desde la "
    "izquierda.",
    "several_faces": "Veo {count} {count:cara|caras}; habla la número {number} desde la izquierda. Para elegir otra, "
    "pon su número delante de las palabras, así: «2: ¡Hola!»",
    "face_found": "Cara {number}: {width_pixels} {width_pixels:píxel|píxeles} de ancho, {percent} de certeza.",
    "face_small_in_picture": "La cara mide solo {width_pixels} {width_pixels:píxel|píxeles} de ancho en este vídeo. "
    "En formato vertical mediría {offered_pixels}.",
    "face_lost_in_picture": "En este formato la cara mediría {width_pixels} {width_pixels:píxel|píxeles} de ancho, "
    "demasiado poco para ver cómo se mueve. Elige el formato vertical o recorta la foto.",
    # the recording
    "sound_codec_unsupported": "En ese archivo hay sonido, pero de un tipo que no puedo leer ({codec}). Guárdalo como MP3, M4A o WAV y envíalo.",
    "sound_missing": "Ese archivo no tiene sonido. Envía un mensaje de voz o un archivo de audio.",
    "sound_empty": "La grabación es un archivo vacío. Envíala otra vez, por favor.",
    "sound_too_big": "La grabación pesa {bytes}; puedo aceptar hasta {max_bytes}. "
    "Envía una más corta, o comprimida, como Ogg o MP3.",
    "sound_unsupported": "No puedo leer esto como grabación (parece ser: {kind}). "
    "Envía Ogg, MP3, M4A, WAV, FLAC o WebM.",
    "sound_broken": "La grabación ({kind}) está dañada. Grábala o envíala otra vez.",
    "sound_too_short": "La grabación dura {seconds} s; necesito al menos {min_seconds} s.",
    "sound_too_long": "La grabación dura {seconds} s; acepto hasta {max_seconds} s. Acórtala, por favor.",
    "sound_silent": "No oigo nada en los {seconds} s de esta grabación. "
    "Grábala otra vez, más fuerte o más cerca del micrófono.",
    "input_too_costly": "Este archivo exige mucho más tiempo o memoria que una foto o una grabación. Ábrelo en otra aplicación, guárdalo de nuevo como JPEG o MP3 y envía ese.",
    # the words
    "ipa_wrong": "«{sign}» no es un signo del alfabeto fonético (AFI) en «{ipa}». Escribe por ejemplo [[ʃɪˈvɔːn]], o cómo suena, como Siobhán (shi-VON).",
    "markup_refused": "Estas etiquetas están anidadas en más de {most} niveles o definen entidades. Envía palabras sin formato o solo etiquetas sencillas.",
    "dictionary_too_long": "Con las pronunciaciones de tu diccionario el texto tiene {characters} caracteres; puedo aceptar hasta {max_characters}. Acorta el texto o la entrada de «{word}».",
    "dictionary_full": "En el diccionario caben {most} {most:palabra|palabras}. Quita alguna primero.",
    "dictionary_word_wrong": "«{word}» no puede estar en el diccionario: escribe una palabra o un nombre de hasta {most} letras.",
    "pronunciation_wrong": "«{sound}» no es una pronunciación de «{word}». Escríbelo como suena, con hasta {most} letras, por ejemplo shi-VON, o en AFI: [[ʃɪˈvɔːn]].",
    "text_empty": "Todavía no hay nada que decir. Escribe unas palabras.",
    "text_only_emoji": "Solo hay emojis, y no se pueden pronunciar. Añade unas palabras.",
    "text_too_long": "El texto tiene {characters} {characters:carácter|caracteres}; puedo aceptar hasta "
    "{max_characters}. Acórtalo, o repártelo en dos vídeos.",
    "text_file_too_big": "El archivo de texto ocupa {bytes}; acepto hasta {max_bytes}. Envía uno más corto, por favor.",
    "text_file_unreadable": "No puedo leer este archivo de texto. Guárdalo como texto sin formato (UTF-8) o pega las palabras en un mensaje.",
    "text_unspeakable": "Ninguna voz puede pronunciar este texto. Escríbelo con palabras.",
    "script_unreadable": "Ninguna voz de aquí sabe leer esta escritura ({script}). Escribe las palabras con otra escritura, elige otra voz o envía un mensaje de voz.",
    "language_unknown": "Ninguna de mis voces habla ese idioma. Elige otro en los ajustes.",
    "voice_unknown": "No tengo esa voz. Elige otra en los ajustes.",
    "option_wrong": "«{option}» no admite ese valor. Admite: {allowed}.",
    # voices
    "voice_not_installed": "La voz {voice} no está instalada aquí. Elige otra, por favor.",
    "own_voice_name_taken": "Ya hay una voz llamada «{name}». Elige otro nombre.",
    "own_voice_name_wrong": "El nombre de una voz tiene de 1 a 40 letras, cifras, espacios o . - _ y empieza por una letra o una cifra.",
    "voices_not_blendable": "Estas dos voces no se pueden mezclar: solo se puede con las de Kokoro.",
    "voice_damaged": "La voz {voice} está dañada. Elige otra, por favor.",
    "voice_failed": "La voz {voice} ha fallado. Elige otra, u otras palabras.",
    "voice_unreachable": "No consigo conectar con la voz {voice}; necesita internet. Inténtalo más tarde o elige otra.",
    "voice_timeout": "La voz {voice} no respondió en {seconds} s. Inténtalo más tarde o elige otra.",
    "voice_busy": "La voz {voice} está ocupada. Inténtalo en unos minutos o elige otra.",
    "voice_refused": "La voz {voice} rechazó la petición ({status}). Inténtalo más tarde o elige otra.",
    "voice_answer_broken": "La voz {voice} envió una respuesta que no me sirve ({why}). "
    "Inténtalo más tarde o elige otra.",
    "recogniser_failed": "No pude entender las palabras de la grabación, así que los labios siguen solo el sonido.",
    "words_not_recognised": "No oigo estas palabras en la grabación; los labios siguen solo el sonido. "
    "Envía las palabras tal como se dicen.",
    "voice_fell_back": "{to} habló en lugar de {from}: {reason}.",
    "captions_unavailable": "No hay subtítulos: ninguna fuente de aquí tiene las letras de esta escritura ({script}).",
    # the chat
    "file_gone": "No pude descargar ese archivo. Envíalo otra vez, por favor.",
    "video_fitted": "Para caber en los {max_bytes} que se pueden enviar aquí, el vídeo pierde un poco de nitidez.",
    "video_too_long": "El vídeo duraría {seconds} s; en este formato puede durar hasta {max_seconds} s. Acórtalo o elige otro formato.",
    "video_cannot_fit": "El vídeo duraría {seconds} s. Aquí solo se pueden enviar {max_bytes}, que bastan para {max_seconds} s. Acórtalo, por favor.",
    "video_too_big": "El vídeo pesa {bytes}, y aquí solo se pueden enviar {max_bytes}. "
    "Prueba con menos palabras o una foto más pequeña.",
    # limits
    "draining": "Estoy en mantenimiento y durante un rato no acepto vídeos nuevos. Los que están en la cola se terminarán; inténtalo más tarde, por favor.",
    "queue_full": "La cola está llena: {limit:espera {limit} vídeo|esperan {limit} vídeos}. "
    "Inténtalo dentro de unos minutos, por favor.",
    "too_many_waiting": "Ya tienes {limit} {limit:vídeo|vídeos} en la cola. Envía el siguiente cuando uno esté listo.",
    "queue_busy": "Hay mucho que hacer: {taken} de {places} puestos de la cola están ocupados. Mientras siga así, puedes tener {limit} {limit:vídeo|vídeos} en espera.",
    "quota_reached": "Has llegado al límite de {limit} {limit:vídeo|vídeos} al día. "
    "Podrás enviar el siguiente en {time}.",
    "video_longer_than_quota": "Serían unos {minutes} {minutes:minuto|minutos} de vídeo, y aquí nadie puede tener más de {limit_minutes} {limit_minutes:minuto|minutos} al día. Acórtalo, por favor.",
    "quota_minutes_reached": "Ya llevas {used_minutes} de los {limit_minutes} {limit_minutes:minuto|minutos} de vídeo de hoy, y este necesitaría unos {minutes}. Acórtalo o espera: en {time} vuelve a haber sitio.",
    "storage_full": "Tus fotos, grabaciones y vídeos ocupan aquí {bytes}; hay sitio para {max_bytes} por persona. Quita los retratos que ya no necesites o espera a que se borren los vídeos más antiguos.",
    "job_kills_workers": "Con esta foto o grabación he fallado más de una vez. Prueba con otra, por favor.",
    "render_timed_out": "El vídeo tardaba más de {seconds} s y he desistido. "
    "Prueba con menos palabras o una foto más pequeña.",
    "render_out_of_memory": "No hubo memoria suficiente para este vídeo. "
    "Prueba con menos palabras o una foto más pequeña.",
    "media_missing": "Ya no tengo ese archivo. Envía la foto y las palabras otra vez, por favor.",
    # the page and the API
    "sign_in_needed": "Necesitas una clave para usar esta página o su interfaz. Pídesela a quien la administra.",
    "access_blocked": "Aquí no puedes hacer vídeos. Pregunta a quien administra esta página.",
    "cross_site": "Esta petición venía de otro sitio web y se ha rechazado. Abre la propia página e inténtalo de nuevo.",
    "host_unknown": "No se llega a esta página con ese nombre. Usa la dirección que te dieron.",
    "consent_missing": "Acepta primero las normas: la casilla está encima del botón.",
    "not_there": "No hay nada en esta dirección. Revisa el número del vídeo.",
    "portrait_missing": "No hay ninguna cara guardada con ese nombre.",
    "captions_missing": "No se conocen las palabras de esta grabación, así que no hay subtítulos. Haz el vídeo otra vez con las palabras escritas.",
    "video_not_ready": "El vídeo aún no está listo. Espera un momento.",
    "field_unknown": "No hay ningún campo «{field}». Los campos son: {allowed}.",
    "field_missing": "Falta el campo «{field}».",
    "field_wrong": "El campo «{field}» no puede tener ese valor.",
    "upload_broken": "No se puede leer la petición. Envía un formulario (multipart/form-data) o JSON.",
    "upload_too_big": "La petición ocupa más de {max_bytes}. Envía archivos más pequeños.",
    "upload_too_slow": "La subida ha tardado más de {seconds} s. Envía un archivo más pequeño o usa una conexión más rápida.",
    "idempotency_key_used": "Ya se envió otra petición con esta Idempotency-Key. Usa una nueva para un vídeo nuevo.",
    "speech_too_long_for_sync": "Son más de {max_seconds} s de voz, demasiado para esperar. Usa POST /v1/videos y sigue el vídeo.",
    "too_many_streams": "Hay demasiadas conexiones abiertas. Cierra algunas o vuelve a intentarlo en un minuto.",
    "portraits_full": "Tienes {limit} {limit:cara guardada|caras guardadas}, y ese es el límite. Borra antes una.",
}

REASONS = {
    "voice_not_installed": "no está instalada",
    "voice_model_missing": "no hay ninguna voz en su carpeta",
    "voice_damaged": "sus archivos están dañados",
    "voice_outdated": "es de otra versión",
    "voice_half_downloaded": "su descarga no se completó",
    "voice_failed": "ha fallado",
    "voice_unreachable": "no se puede conectar con su servicio",
    "voice_timeout": "su servicio no respondió a tiempo",
    "voice_busy": "su servicio está ocupado",
    "voice_refused": "su servicio rechazó la petición",
    "voice_answer_broken": "la respuesta de su servicio no sirve",
    "language_missing": "no habla este idioma",
    "script_unreadable": "no sabe leer esta escritura",
}

STAGES = {
    Stage.WAITING: "Preparándome",
    Stage.PHOTO: "Mirando la foto",
    Stage.VOICE: "Preparando la voz",
    Stage.LIPS: "Sincronizando los labios",
    Stage.FRAMES: "Creando el vídeo",
}

CHAT = {
    "about_face": "Cara {face} desde la izquierda: ",
    "demo_words": "¡Hola! Solo soy un dibujo. [happy] Dame tu foto, ¡y la haré hablar!",
    "demo_shown": "Esto es lo que sale. Hecho por IA a partir de un dibujo.",
    "try_demo": "Hacer hablar a este dibujo",
    "how_it_works": "Cómo funciona",
    "description": "Hago hablar a las fotos: envíame la foto de una cara con unas palabras o un mensaje de voz y te devuelvo un vídeo en el que las dice. Etiquetas como [happy] cambian la expresión. Puedes guardar retratos; también funcionan los grupos y los álbumes. Cada vídeo lo hace una IA, y lo dice.",
    "short_description": "Envía una foto y unas palabras, y recibe un vídeo de esa foto hablando.",
    # first words
    "start": "¡Hola! Hago hablar a las fotos.\n\nEnvíame la foto de una cara con unas palabras y te devuelvo un vídeo "
    "en el que las dice. También puedes responder a la foto con un mensaje de voz.\n\n"
    "Prueba: tu foto, y debajo «¡Hola! [happy] Me alegro de verte.»\n\n/help muestra qué más sé hacer.",
    "help": "Envía una foto con unas palabras y te devuelvo un vídeo en el que las dice.\n\n"
    "• primero la foto, después las palabras o un mensaje de voz\n"
    "• palabras, mensaje de voz, grabación o vídeo redondo como respuesta a cualquier foto o a un vídeo mío\n"
    "• un álbum: {most:la primera foto dice|las primeras {most} fotos dicen} las mismas palabras\n"
    "• en grupos: responde a una foto con /speak y las palabras\n\n"
    "Las etiquetas cambian el ánimo: [alegre] [triste] [sorprendido] [enfadado] [susurro] [pausa 1s]. Los emojis también.\n[lento] y [rápido] valen para una frase, [énfasis]palabras[/énfasis] las destaca, Siobhán (shi-VON) dice cómo suena un nombre; /say lo recuerda.\n\n"
    "/settings para voz, idioma, expresión, formato y subtítulos\n"
    "/save Ana guarda una cara, /portraits muestra las guardadas, /as Ana ¡Hola! hace hablar a una\n"
    "/cancel detiene un vídeo, /history muestra tus vídeos\n"
    "/export y /delete son para tus datos, /privacy los explica",
    "privacy": "Soy un programa. Todos mis vídeos los hace una máquina, y lo dicen.\n\n"
    "Tu foto y tu grabación se borran cuando el vídeo está en el chat, y mi copia del vídeo un poco después. Los "
    "retratos que guardas con /save se quedan hasta que los quites. Apunto quién pidió qué y cuándo, para que nada se "
    "pierda ni se haga dos veces; pasado un tiempo se borra de ahí tu nombre.\n\n"
    "/export te lo da todo, /delete lo borra todo.",
    "consent": "Antes de tu primer vídeo: usa solo una cara y una voz que tengas derecho a usar, y nunca para engañar "
    "ni hacer daño a nadie. El vídeo lo hace una IA y así está marcado.",
    "consent_button": "De acuerdo",
    "consent_thanks": "Gracias. ¡Vamos allá!",
    "consent_again": "Gracias. Ahora envíame la foto y las palabras otra vez, por favor.",
    "not_allowed": "A este bot solo se entra por invitación. Pregunta a quien lo lleva.",
    "anonymous": "Escribes como el grupo, así que no sé de quién sería el vídeo ni quién aceptó las reglas. Escribe con tu nombre (sin «Permanecer anónimo») y pídelo otra vez.",
    # photo and words
    "what_to_say": "¿Qué tiene que decir? Envía palabras o un mensaje de voz. Recordaré la foto {minutes} "
    "{minutes:minuto|minutos}. Para guardar la cara: /save y un nombre.",
    "photo_missing": "¿Qué cara tiene que decirlo? Envía una foto con las palabras, o responde a una foto.",
    "one_helpful_line": "Envíame la foto de una cara con unas palabras, y las dirá. /help muestra más.",
    "wrong_file": "No puedo usar «{name}» ni como imagen ni como grabación. Imágenes: JPEG, PNG, WebP, AVIF, HEIC. Grabaciones: Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "«{name}» no es una imagen. Envía JPEG, PNG, WebP, AVIF o HEIC.",
    "wrong_sound": "«{name}» no es una grabación. Envía Ogg, MP3, M4A, WAV, FLAC o WebM.",
    "album_cut": "De un álbum tomo solo {most:la primera foto|las primeras {most} fotos}.",
    "corrected": "Detenido. En su lugar viene un vídeo con las palabras corregidas.",
    "too_many_messages": "Has enviado más de {most} {most:mensaje|mensajes} que aún no he podido atender. Dejo fuera los últimos; envíalos más tarde, por favor.",
    # the way of a job
    "accepted": "Recibido. Un momento …",
    "queued": "Eres el número {place} de la cola, faltan unos {time}.",
    "working": "{stage}\n{bar} {percent}",
    "cancel_button": "Detener",
    "cancelled": "Detenido.",
    "cancel_none": "No hay nada que detener.",
    "cancel_late": "Es tarde para detenerlo: ya está hecho.",
    "not_yours": "Este botón solo puede usarlo quien lo pidió.",
    "stale": "Este botón ya no funciona.",
    "timed_out": "Estos botones han caducado. Pídelos otra vez.",
    "made_by_ai": "Hecho por IA a partir de una foto.",
    "no_round": "Aquí no se pueden enviar vídeos redondos, así que este es cuadrado.",
    "fault": "Algo ha salido mal por nuestra parte, no por la tuya. Inténtalo más tarde, por favor. "
    "Si nos avisas, indica {number}.",
    "given_up": "Durante mucho tiempo no pude hacerlo porque falló algo que necesito. Envíalo otra vez, por favor.",
    # several faces
    "choose_face": "¿Prefieres que lo diga otra persona? Toca un número.",
    "everyone": "Todos",
    "choice_gone": "Ya no tengo la foto o la grabación. Envíala otra vez, por favor.",
    "choice_made": "Ese vídeo ya está aquí o viene en camino.",
    "again": "Otra vez",
    "other_voice": "Otra voz",
    "other_format": "Otro formato",
    "save_face": "Guardar esta cara",
    "say_again": "¿Qué tiene que decir ahora esta cara? Envía palabras o un mensaje de voz.",
    "same_words": "Las mismas palabras otra vez",
    "which_voice": "¿Qué voz?",
    "voice_higher": "la misma, más aguda",
    "voice_deeper": "la misma, más grave",
    "voice_slower": "la misma, más lenta",
    "voice_faster": "la misma, más rápida",
    "which_format": "¿Qué formato?",
    "which_name": "¿Con qué nombre?",
    # settings
    "settings": "¿Cómo quieres que hablen tus fotos?",
    "voice": "Voz",
    "language": "Idioma",
    "expression": "Expresión",
    "format": "Formato",
    "captions": "Subtítulos",
    "strength": "Intensidad",
    "motion": "Movimiento",
    "still": "quieto",
    "calm": "tranquilo",
    "lively": "animado",
    "background": "Fondo",
    "pitch": "Tono",
    "pace": "Ritmo",
    "keep": "como en la foto",
    "green": "verde (croma)",
    "transparent": "transparente (un archivo)",
    "higher": "más agudo",
    "deeper": "más grave",
    "slower": "más lento",
    "faster": "más rápido",
    "automatic": "automático",
    "on": "sí",
    "off": "no",
    "neutral": "como en la foto",
    "happy": "alegre",
    "sad": "triste",
    "surprised": "de sorpresa",
    "angry": "de enfado",
    "original": "como la foto",
    "square": "cuadrado",
    "portrait": "vertical 9:16",
    "landscape": "horizontal 16:9",
    "round": "videomensaje redondo",
    "back": "Atrás",
    "hear": "Oír {voice}",
    "sample": "¡Hola! Así sueno yo.",
    "sample_failed": "Esa voz no responde ahora mismo.",
    "language_how": "¿En qué idioma escribes? Para cualquier otro: /language y su nombre, así: /language italiano",
    "choose": "Elige:",
    "holds": "{kind}: {value}. Guardado.",
    "choice_not_known": "Aquí no se puede elegir «{typed}».",
    "language_not_known": "Ninguna voz de aquí habla «{typed}».",
    "did_you_mean": "¿Querías decir: {names}?",
    "voice_espeak": "como un robot (eSpeak)",
    "voice_hibari": "una mujer (natural)",
    "voice_hibari-man": "un hombre (natural)",
    "voice_hibari-child": "un niño (natural)",
    "voice_piper": "voz natural (Piper)",
    "voice_google": "Google, por internet",
    # portraits
    "save_how": "Responde a una foto con /save y un nombre, así: /save Ana",
    "saved": "Guardado. Prueba: /as {name} ¡Hola!",
    "save_full": "Tienes {most} {most:retrato|retratos}, y ese es el límite. Quita antes uno: /portraits",
    "say_how": "Así me enseñas una palabra: /say Siobhán = shi-VON\n\nEscríbela como suena, con la sílaba tónica en mayúsculas, o en el alfabeto fonético: /say Nguyen = [[wɪn]]. Solo para un texto: Siobhán (shi-VON).",
    "say_list": "Así digo tus palabras. ▶ reproduce una, ✕ la quita.",
    "say_saved": "Ahora «{word}» se dice «{sound}».",
    "say_removed": "«{word}» ya no está en tu diccionario.",
    "portraits": "Tus retratos. Toca uno para que hable.",
    "portraits_remove": "Quitar uno …",
    "which_face": "¿Cuál quito?",
    "portrait_says": "¿Qué tiene que decir {name}? Envía palabras o un mensaje de voz.",
    "portrait_back": "{name} está de vuelta.",
    "undo": "Deshacer",
    "portraits_none": "Aún no tienes retratos. Responde a una foto con /save y un nombre.",
    "portrait_removed": "He quitado a {name}.",
    "portrait_unknown": "No tienes ningún retrato con ese nombre. /portraits muestra los que tienes.",
    "as_how": "Escribe /as, el nombre de un retrato y lo que tiene que decir: /as Ana ¡Hola!",
    # their data
    "history": "Tus últimos vídeos:",
    "history_none": "Aún no tienes vídeos.",
    "state_queued": "en espera",
    "state_running": "en marcha",
    "state_rendered": "en camino",
    "state_delivered": "entregado",
    "state_failed": "fallido",
    "state_cancelled": "detenido",
    "export": "Aquí tienes todo lo que sé de ti.",
    "delete_ask": "¿Borrar todo lo que sé de ti: ajustes, retratos, peticiones y mis copias de tus vídeos? Los "
    "mensajes de este chat se quedan; esos puedes borrarlos tú. No se puede deshacer.",
    "delete_yes": "Borrarlo todo",
    "delete_no": "Conservarlo",
    "deleted": "Está todo borrado. Envía otra foto cuando quieras y empezamos de cero.",
    "kept": "No se ha borrado nada.",
}

COMMANDS = {
    "speak": "hacer hablar a la foto a la que respondes",
    "settings": "voz, idioma, expresión, formato, subtítulos",
    "voice": "elegir una voz, y oírla antes",
    "language": "elegir el idioma",
    "expression": "elegir la expresión",
    "format": "elegir la forma del vídeo",
    "captions": "mostrar las palabras en el vídeo",
    "say": "enséñame cómo se dice una palabra",
    "save": "guardar la cara de una foto como retrato",
    "portraits": "mostrar tus retratos",
    "as": "hacer hablar a uno de tus retratos",
    "cancel": "detener el vídeo en marcha",
    "history": "tus últimos vídeos",
    "export": "recibir todo lo que sé de ti",
    "delete": "borrar todo lo que sé de ti",
    "privacy": "qué pasa con tus fotos",
    "help": "cómo funciona esto",
}

DISCORD = {
    "help": "Dame una foto con unas palabras y te devuelvo un vídeo en el que las dice.\n\n"
    "• /speak con una foto y un texto o una grabación; si faltan los dos, te los pido\n"
    "• el menú de cualquier mensaje con una imagen: Aplicaciones → Hazla hablar\n"
    "• en un mensaje directo: una foto con palabras\n\n"
    "Las etiquetas cambian el ánimo: [alegre] [triste] [sorprendido] [enfadado] [susurro] [pausa 1s]. Los emojis también.\n[lento] y [rápido] valen para una frase, [énfasis]palabras[/énfasis] las destaca, Siobhán (shi-VON) dice cómo suena un nombre; /say lo recuerda.\n\n"
    "/settings para voz, idioma, expresión, formato y subtítulos\n"
    "/portrait save guarda una cara; /speak portrait: la hace hablar\n"
    "/cancel detiene un vídeo, /mydata es para tus datos, /privacy los explica",
    "help_replies": "Responde a uno de mis vídeos con palabras o un mensaje de voz, y la misma cara los dice. También vale un mensaje de voz como respuesta a la imagen de cualquiera.",
    "help_mentions": "Responde a uno de mis vídeos y mencióname en la respuesta, y la misma cara dice tus palabras.",
    "privacy": "Soy un programa. Todos mis vídeos los hace una máquina, y lo dicen.\n\n"
    "Tu foto y tu grabación se borran cuando el vídeo está en el chat, y mi copia del vídeo un poco después. Los "
    "retratos que guardas se quedan hasta que los quites. Apunto quién pidió qué y cuándo, para que nada se pierda ni "
    "se haga dos veces; pasado un tiempo se borra de ahí tu nombre.\n\n"
    "/mydata export te lo da todo, /mydata delete lo borra todo.",
    "what_to_say": "¿Qué tiene que decir? Responde a esto con palabras o un mensaje de voz, o usa /speak text:. "
    "Recordaré la foto {minutes} {minutes:minuto|minutos}. Para guardar la cara: /portrait save.",
    "what_to_say_next": "¿Qué tiene que decir? Usa /speak text: antes de {minutes} {minutes:minuto|minutos}; ese tiempo recuerdo la foto. Para guardar la cara: /portrait save.",
    "photo_missing": "¿Qué cara tiene que decirlo? Dame una foto con /speak photo:, o abre el menú de un mensaje con "
    "una imagen: Aplicaciones → Hazla hablar.",
    "one_helpful_line": "Dame con /speak la foto de una cara y unas palabras, y las dirá. /help muestra más.",
    "not_shown": "Discord no me muestra lo que has escrito aquí. Usa /speak, o el menú del mensaje con la imagen: "
    "Aplicaciones → Hazla hablar.",
    "say_how": "Así me enseñas una palabra: /say word:Siobhán sounds:shi-VON\n\nEscríbela como suena, con la sílaba tónica en mayúsculas, o en el alfabeto fonético: [[wɪn]]. Solo para un texto: Siobhán (shi-VON).",
    "save_how": "Dame una foto con /portrait save photo:, o enséñame antes una.",
    "saved": "Guardado. Prueba: /speak portrait:{name} text:¡Hola!",
    "save_full": "Tienes {most} {most:retrato|retratos}, y ese es el límite. Quita antes uno: /portrait delete",
    "portraits_none": "Aún no tienes retratos. Guarda uno con /portrait save.",
    "portrait_unknown": "No tienes ningún retrato con ese nombre. /portrait list muestra los que tienes.",
    "language_how": "¿En qué idioma escribes? Para cualquier otro: /language name:",
    "make_it_talk": "Hazla hablar",
    "form": "¿Qué tiene que decir?",
    "form_words": "Palabras",
    "form_sound": "o una grabación",
}

DISCORD_COMMANDS = {
    "speak": "hacer hablar a una foto",
    "speak photo": "de quién es la cara",
    "speak text": "qué dice",
    "speak sound": "una grabación en vez de palabras",
    "speak portrait": "uno de tus retratos",
    "speak voice": "qué voz",
    "speak language": "idioma del texto, como español",
    "speak expression": "qué expresión pone",
    "speak format": "la forma del vídeo",
    "speak captions": "mostrar las palabras en el vídeo",
    "speak private": "solo tú ves el vídeo",
    "portrait": "las caras que guardas",
    "portrait save": "guardar la cara de una foto",
    "portrait list": "mostrar tus retratos",
    "portrait delete": "quitar un retrato",
    "portrait name": "su nombre",
    "portrait photo": "la foto; si falta, la última que me enseñaste",
    "voice": "elegir una voz, y oírla antes",
    "language": "elegir el idioma de tus palabras",
    "language name": "su nombre, como español",
    "say": "enséñame cómo se dice una palabra",
    "say word": "la palabra, tal como se escribe",
    "say sounds": "como suena, por ejemplo shi-VON; sin esto verás tu lista",
    "settings": "voz, idioma, expresión, formato, subtítulos",
    "cancel": "detener tu vídeo en marcha aquí",
    "mydata": "todo lo que sé de ti",
    "mydata export": "recibirlo en un archivo",
    "mydata delete": "borrarlo",
    "help": "cómo funciona esto",
    "privacy": "qué pasa con tus fotos",
}

STUDIO = {
    "title": "Haz hablar a una foto",
    "lead": "Elige una foto, escribe unas palabras y las dirá.",
    "photo": "La foto",
    "photo_choose": "Elegir una foto",
    "photo_drop": "o suéltala aquí, o pégala",
    "photo_camera": "Usar la cámara",
    "photo_demo": "Probar con un dibujo",
    "photo_change": "Otra foto",
    "photo_alt": "La foto que elegiste",
    "photo_looking": "Buscando caras…",
    "face_ready": "Lista para hablar",
    "face_number": "Cara {number}",
    "camera": "Cámara",
    "camera_take": "Hacer la foto",
    "camera_blocked": "No se puede usar la cámara. Permítela en el navegador, junto a la dirección.",
    "microphone_blocked": "No se puede usar el micrófono. Permítelo en el navegador, junto a la dirección.",
    "needs_https": "Los navegadores solo permiten cámara y micrófono en páginas https o en el ordenador donde funciona esta página.",
    "close": "Cerrar",
    "speech": "¿Qué debe decir?",
    "write": "Escribir",
    "record": "Grabar",
    "words": "Palabras",
    "words_example": "¡Hola! [happy] Qué alegría verte.",
    "line_says": "La cara {number} dice",
    "line_add": "Añadir una línea",
    "letters": "{count} de {most} caracteres",
    "marks": "Estados de ánimo y pausas",
    "whisper": "susurrar",
    "pause": "pausa",
    "guessed": "{language}, por las palabras",
    "record_start": "Empezar a grabar",
    "record_stop": "Parar la grabación",
    "record_again": "Grabar otra vez",
    "record_file": "Elegir una grabación",
    "record_level": "Volumen",
    "record_words": "Las palabras de la grabación, para los subtítulos (opcional)",
    "record_yours": "Tu grabación",
    "who_speaks": "¿Quién habla?",
    "look": "Expresión, formato, subtítulos…",
    "make": "Hacer el vídeo",
    "ready": "Tu vídeo está listo.",
    "save_video": "Guardar el vídeo",
    "save_poster": "Imagen",
    "save_vtt": "Subtítulos (VTT)",
    "save_srt": "Subtítulos (SRT)",
    "save_transcript": "Texto",
    "keep_face": "Guardar esta cara",
    "keep": "Guardar",
    "faces": "Tus caras",
    "use_face": "Usar {name}",
    "delete_face": "Borrar {name}",
    "videos": "Tus vídeos",
    "videos_none": "Aquí aparecen los vídeos que hagas.",
    "videos_hint": "Un vídeo se borra {hours} {hours:hora|horas} después de hacerse. Guarda los que quieras conservar.",
    "watch": "Ver: {words}",
    "delete_video": "Borrar: {words}",
    "data": "Tus datos",
    "data_text": "Las fotos y grabaciones se borran unos minutos después de hacer el vídeo. Las caras que guardas se quedan hasta que las borres.",
    "data_download": "Descargar todo",
    "data_erase": "Borrar todo",
    "data_ask": "¿Borrar todo lo que hay guardado aquí sobre ti: vídeos, caras, palabras y ajustes? No se puede deshacer.",
    "data_erased": "Se ha borrado todo.",
    "sign_in": "Te damos la bienvenida",
    "token": "Clave",
    "token_hint": "Te la ha dado quien administra esta página.",
    "token_wrong": "Aquí no se conoce esta clave. Revisa si la has escrito bien.",
    "enter": "Abrir la página",
    "connection_lost": "Se ha cortado la conexión. Probando de nuevo…",
    "photo_first": "Elige primero una foto.",
    "not_a_picture": "Eso no es una imagen.",
    "progress": "Progreso",
    "note": "Cada vídeo lo hace una IA a partir de una foto, y así lo indica. Usa solo una cara y una voz que tengas derecho a usar.",
    "transcript": "Lo que se dice",
}
