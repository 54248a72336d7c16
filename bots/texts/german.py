"""What people read in German."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "Die Datei mit dem Foto ist leer. Schick sie noch einmal.",
    "photo_too_big": "Die Datei mit dem Foto hat {bytes}; bis zu {max_bytes} nehme ich an. "
    "Speichere es kleiner oder als JPEG.",
    "photo_unsupported": "Das ist kein Bild, das ich lesen kann (es sieht aus wie: {kind}). "
    "Schick JPEG, PNG, WebP, AVIF oder HEIC.",
    "photo_broken": "Das Bild ({kind}) ist beschädigt oder unvollständig. Speichere oder schick es noch einmal.",
    "input_too_costly": "Diese Datei zu lesen braucht viel mehr Zeit oder Speicher als ein Foto oder eine Aufnahme. Öffne sie in einer anderen App, speichere sie neu als JPEG oder MP3, und schick die.",
    "photo_too_many_pixels": "Das Bild hat {megapixels} Megapixel und an der längsten Seite {side_pixels} Pixel; "
    "bis zu {max_megapixels} Megapixel und {max_side_pixels} Pixel nehme ich an. Mach es kleiner.",
    "photo_too_small": "Die kürzeste Seite des Bildes hat {side_pixels} Pixel; mindestens {min_side_pixels} sind "
    "nötig. Schick ein größeres.",
    # the face
    "no_face": "Ich habe im Foto kein menschliches Gesicht gefunden. Schick eines, auf dem das ganze Gesicht von vorn "
    "zu sehen ist, gut beleuchtet und nicht verdeckt.",
    "face_too_small": "Das Gesicht ist {width_pixels} Pixel breit; ich brauche etwa {min_pixels}. Schick ein Foto aus "
    "der Nähe oder dasselbe in voller Größe (als Datei).",
    "face_turned_away": "Das Gesicht ist um {yaw_degrees}° zur Seite und {pitch_degrees}° nach oben oder unten "
    "gedreht; bis {max_degrees}° geht es. Schick eines, das mehr in die Kamera schaut.",
    "mouth_hidden": "Der Mund ist verdeckt oder liegt außerhalb des Bildes. Schick ein Foto, auf dem er frei ist: "
    "ohne Hand, Maske oder Mikrofon davor.",
    "face_unknown": "Ein Gesicht Nummer {number} gibt es nicht; ich sehe {count}, von links gezählt.",
    "several_faces": "Ich sehe {count} Gesichter; Nummer {number} von links spricht. Für ein anderes setze seine"
    " Nummer vor die Worte, etwa „2: Hallo!“",
    "face_found": "Gesicht {number}: {width_pixels} Pixel breit, zu {percent} % sicher.",
    "face_small_in_picture": "Das Gesicht ist in diesem Video nur {width_pixels} Pixel breit. Im Hochformat wären es "
    "{offered_pixels}, denn das Foto hat mehr zu zeigen.",
    "face_lost_in_picture": "In diesem Format wäre das Gesicht {width_pixels} Pixel breit, zu klein, um es sprechen zu "
    "sehen. Wähle das Hochformat oder schneide das Foto zu.",
    # the sound
    "sound_missing": "In dieser Datei ist kein Ton. Schick eine Sprachnachricht oder eine Tondatei.",
    "sound_empty": "Die Datei mit der Aufnahme ist leer. Schick sie noch einmal.",
    "sound_too_big": "Die Datei mit der Aufnahme hat {bytes}; bis zu {max_bytes} nehme ich an. "
    "Schick eine kürzere oder eine komprimierte, etwa Ogg oder MP3.",
    "sound_unsupported": "Das ist keine Aufnahme, die ich lesen kann (es sieht aus wie: {kind}). "
    "Schick Ogg, MP3, M4A, WAV, FLAC oder WebM.",
    "sound_broken": "Die Aufnahme ({kind}) ist beschädigt. Nimm sie noch einmal auf oder schick sie erneut.",
    "sound_too_short": "Die Aufnahme dauert {seconds} s; mindestens {min_seconds} s sind nötig.",
    "sound_too_long": "Die Aufnahme ist länger als {max_seconds} s. Kürze sie.",
    "sound_silent": "In den {seconds} s der Aufnahme ist nichts zu hören. Nimm sie lauter oder näher auf.",
    # the words
    "text_empty": "Es gibt keine Worte zu sagen. Schreib welche.",
    "text_only_emoji": "Da sind nur Emoji, und die kann man nicht sagen. Schreib Worte dazu.",
    "text_too_long": "Der Text hat {characters} Zeichen; bis zu {max_characters} nehme ich an. "
    "Kürze ihn oder mach zwei Videos daraus.",
    "script_unreadable": "Keine Stimme, die hier installiert ist, kann diese Schrift lesen ({script}). Schreib die Wörter in einer anderen Schrift, wähl eine andere Stimme oder schick eine Sprachnachricht.",
    "text_unspeakable": "Keine Stimme hat einen Laut für diesen Text. Schreib ihn in Worten.",
    "language_unknown": "Diese Sprache spricht hier keine Stimme. Wähle in den Einstellungen eine andere.",
    "voice_unknown": "Diese Stimme gibt es hier nicht. Wähle eine in den Einstellungen.",
    "option_wrong": "Für „{option}“ geht dieser Wert nicht. Möglich ist: {allowed}.",
    # voices
    "voice_not_installed": "Die Stimme {voice} gibt es hier nicht. Wähle eine andere.",
    "voice_failed": "Die Stimme {voice} hat versagt. Wähle eine andere oder andere Worte.",
    "voice_unreachable": "Die Stimme {voice} ist nicht erreichbar: sie braucht das Internet. "
    "Versuch es später oder wähle eine andere.",
    "voice_timeout": "Die Stimme {voice} hat in {seconds} s nicht geantwortet. "
    "Versuch es später oder wähle eine andere.",
    "voice_busy": "Die Stimme {voice} hat gerade zu viel zu tun. "
    "Versuch es in einigen Minuten oder wähle eine andere.",
    "voice_refused": "Die Stimme {voice} hat abgelehnt (Antwort {status}). "
    "Versuch es später oder wähle eine andere.",
    "voice_answer_broken": "Die Stimme {voice} hat etwas geantwortet, das keinen Sinn ergibt ({why}). "
    "Versuch es später oder wähle eine andere.",
    "recogniser_failed": "Ich konnte nicht aufschreiben, was die Aufnahme sagt; die Lippen folgen dem Klang allein.",
    "words_not_heard": "Die Worte zur Aufnahme höre ich darin nicht, darum folgen die Lippen dem Klang "
    "allein. Schick die Worte so, wie sie gesagt werden.",
    "voice_fell_back": "{to} hat anstelle von {from} gesprochen: {reason}.",
    "captions_unavailable": "Die Untertitel fehlen: keine Schrift hier hat die Buchstaben von {script}.",
    # the chat
    "file_gone": "Ich konnte diese Datei nicht holen. Schick sie bitte noch einmal.",
    "clip_fitted": "Damit es in die {max_bytes} passt, die hier gehen, ist das Video weniger scharf, als es sein könnte.",
    "clip_too_big": "Das Video hat {bytes}, und hier lassen sich nur {max_bytes} schicken. "
    "Versuch es mit weniger Worten oder einem kleineren Foto.",
    # how much is taken on
    "queue_full": "Es warten schon {limit} Videos, mehr nehme ich nicht an. Versuch es in einigen Minuten wieder.",
    "too_many_waiting": "Du hast schon {limit} wartende Videos. Schick das nächste, wenn eines davon fertig ist.",
    "storage_full": "Deine Fotos, Aufnahmen und Videos belegen hier {bytes}; Platz ist für {max_bytes} je Person. Entferne gespeicherte Porträts, die du nicht mehr brauchst, oder warte, bis ältere Videos gelöscht sind.",
    "quota_reached": "Du hattest an einem Tag {limit} Videos, mehr mache ich nicht für eine Person. Das nächste: in {time}.",
    "job_kills_workers": "An diesem Foto oder dieser Aufnahme zerbricht mehr als einmal, was das Video macht. Versuch es "
    "bitte mit einem anderen.",
    # ourselves
    "media_missing": "Die Datei ist nicht mehr da. Schick das Foto und die Worte noch einmal.",
    "render_timed_out": "Das Video hat länger als {seconds} s gebraucht und wurde aufgegeben. Versuch es mit weniger Worten oder einem kleineren Foto.",
    "render_out_of_memory": "Für dieses Video hat der Speicher nicht gereicht. Versuch es mit einem kleineren Foto oder weniger Worten.",
}

OPERATOR = {
    "voice_unknown": "Diese Stimme gibt es nicht. Bekannt sind: {known}.",
    "language_unknown": "Keine Stimme, die hier spricht, kann diese Sprache. {count} sind bekannt, etwa {known}.",
    "voice_not_installed": "Die Stimme {voice} ist nicht installiert. "
    "Wähle eine andere; `talking-photo voices` zeigt sie.",
    "voice_variant_unknown": "Die Stimme {voice} hat keine Variante {variant}. "
    "Berichtige voice.variant in den Einstellungen oder lass es weg.",
    "recogniser_failed": "{recogniser} konnte nicht aufschreiben, was die Aufnahme sagt; die Lippen folgen dem "
    "Klang allein. Prüf das Modell, das voice.vosk_folder nennt.",
    "file_not_ordinary": "{file} ist keine gewöhnliche Datei. Nenne eine, in der das Foto oder die Aufnahme steht.",
    "file_unreadable": "{file} ist nicht da oder nicht lesbar. Prüfe Name und Rechte.",
    "output_folder_missing": "Den Ordner für das Video gibt es nicht. Lege ihn an oder nenne einen anderen.",
    "output_not_writable": "Das Video kann dort nicht geschrieben werden. "
    "Prüfe die Rechte des Ordners oder nenne eine andere Datei.",
    "preview_not_writable": "Der Kontaktbogen kann dort nicht geschrieben werden. "
    "Prüfe den Ordner und seine Rechte oder nenne eine andere Datei.",
    "disk_full": "Die Platte ist voll. Schaffe Platz und versuch es wieder.",
    "database_unreachable": "Die Datenbank ist nicht erreichbar ({reason}). Prüfe database.url und ob sie läuft.",
    "database_url_wrong": "Die Einstellung database.url ist keine Adresse von SQLite oder PostgreSQL.",
    "database_damaged": "Die Datenbank {file} ist beschädigt. Halte das Programm an, leg die Datei beiseite und spiel eine Sicherung ein: docs/operations.md, Backup.",
    "database_not_sqlite": "Die Datei {file} ist keine SQLite-Datenbank. Berichtige database.url oder spiel eine Sicherung ein: docs/operations.md, Backup.",
    "database_not_writable": "Die Datenbank {file} ist nicht beschreibbar. Gib dem Benutzer dieses Programms Schreibrecht für die Datei und ihren Ordner.",
    "database_not_opened": "Die Datenbank {file} lässt sich nicht öffnen. Prüfe database.url, den Ordner der Datei und die Rechte beider.",
    "database_disk_full": "Der Datenträger der Datenbank {file} ist voll. Schaffe Platz; was wartet, geht dann von selbst weiter.",
    "disk_low": "Auf dem Datenträger von {folder} sind nur {free_bytes} frei; mindestens {min_free_bytes} werden gebraucht. Schaffe Platz oder senke health.min_free_megabytes.",
    "folder_missing": "Den Ordner {folder} gibt es nicht. Leg ihn an oder berichtige die Einstellungen.",
    "token_refused": "Die Plattform lehnt das Token in {key} ab. Erzeuge ein neues: für Telegram bei @BotFather, für Discord im Developer Portal.",
    "webhook_refused": "Telegram lehnt den Webhook {url} ab. Es muss eine https-Adresse sein, die Telegram erreicht; berichtige telegram.webhook_url.",
    "platform_not_open": "{platform} ist nicht verbunden. Warum, steht im Log.",
    "media_unreachable": "Der Medienspeicher ist nicht erreichbar ({reason}). Prüfe media.url und die Rechte.",
    "media_url_wrong": "Die Einstellung media.url ist weder ein Ordner noch die Adresse eines Speichers.",
    "discord_unreachable": "Discord ist nicht zu erreichen. Prüfe das Netz und discord.api_base.",
    "telegram_unreachable": "Telegram ist nicht erreichbar. Prüfe das Netz und telegram.base_url.",
    "web_address_taken": "Der Webserver kann auf {host}:{port} nicht lauschen. Ändere web.port, oder beende, was dort lauscht.",
    "settings_file_unreadable": "Die Einstellungen {file} sind nicht lesbar. Prüfe Name und Rechte.",
    "settings_file_broken": "Die Einstellungen {file} sind kein richtiges TOML: {problem}.",
    "setting_unknown": "Eine Einstellung {key} gibt es nicht. Berichtige oder entferne sie; config.example.toml zeigt "
    "alle, die es gibt.",
    "setting_wrong": "Die Einstellung {key} ist unbrauchbar ({problem}). "
    "config.example.toml zeigt, was dort stehen darf.",
    "setting_given_twice": "Die Einstellung {key} ist direkt und durch eine Datei gegeben. Behalte eine davon.",
    "setting_file_unreadable": "Die Datei, auf die {key} zeigt, ist nicht lesbar. Prüfe Name und Rechte.",
    "library_unusable": "Eine Bibliothek lässt sich nicht laden: {problem}. Bei „libGL“ fehlen OpenCV Systembibliotheken "
    "(Debian: apt install libgl1 libglib2.0-0); sonst neu installieren, siehe docs/install.md.",
    "moviepy_missing": "Für ein Kontaktblatt fehlt die Bibliothek moviepy. So kommt sie dazu: "
    "python -m pip install --no-deps moviepy==2.2.1 decorator imageio proglog python-dotenv tqdm",
    "render_crashed": "Ein Teil dieses Programms ist beim Herstellen des Videos zusammengebrochen ({reason}). Das ist "
    "unser Fehler. Versuch es noch einmal; wenn es beim selben Foto wieder geschieht, melde es bitte.",
    "render_timed_out": "Das Video hat länger als {seconds} s gebraucht und wurde aufgegeben. "
    "Versuch es mit weniger Worten oder einem kleineren Foto, oder erhöhe render.deadline_seconds.",
    "render_out_of_memory": "Der Speicher hat nicht gereicht. Versuch es mit einem kleineren Foto oder weniger Worten, "
    "oder erhöhe render.memory_megabytes.",
    "encoder_failed": "Das Video ließ sich nicht kodieren ({reason}). Das ist unser Fehler. Bitte melde ihn.",
    "frames_missing": "Das Bild endete zu früh, bei {frame} von {count}. Das ist unser Fehler. Bitte melde ihn.",
    "frame_shape": "Das Einzelbild {frame} hat eine falsche Größe. Das ist unser Fehler. Bitte melde ihn.",
    "lettering_failed": "Buchstaben ließen sich nicht zeichnen. Das ist unser Fehler. "
    "Versuch es ohne Untertitel, und bitte melde ihn.",
    "weights_damaged": "Das Netz, das Aufnahmen anhört ({file}), fehlt oder ist beschädigt. Hole diese Datei "
    "des Programms noch einmal.",
    "fonts_missing": "Die Schriften ({package}) sind nicht installiert. Richte alles neu ein: entferne den Ordner "
    ".venv und rufe python3 run.py doctor auf.",
    "clip_unreadable": "Das fertige Video ließ sich nicht wieder lesen. Das ist unser Fehler. Bitte melde ihn.",
    "unexpected": "Etwas ist schiefgegangen, das nicht schiefgehen darf. Das ist unser Fehler. Bitte melde ihn, mit "
    "dem, was --verbose zeigt.",
}

REASONS = {
    "voice_not_installed": "sie ist nicht installiert",
    "voice_model_missing": "in ihrem Ordner liegt keine Stimme",
    "voice_failed": "sie hat versagt",
    "voice_unreachable": "ihr Dienst ist nicht erreichbar",
    "voice_timeout": "ihr Dienst hat nicht rechtzeitig geantwortet",
    "voice_busy": "ihr Dienst ist überlastet",
    "voice_refused": "ihr Dienst hat abgelehnt",
    "voice_answer_broken": "ihr Dienst hat Unsinn geantwortet",
    "language_missing": "sie spricht diese Sprache nicht",
    "script_unreadable": "sie kann diese Schrift nicht lesen",
}

STAGES = {
    Stage.WAITING: "Gleich geht es los",
    Stage.PHOTO: "Ich sehe mir das Foto an",
    Stage.VOICE: "Ich suche die Stimme",
    Stage.LIPS: "Ich bewege die Lippen",
    Stage.FRAMES: "Ich filme",
}

CHAT = {
    "about_face": "Gesicht {face} von links: ",
    # first words
    "start": "Hallo! Ich lasse Fotos sprechen.\n\nSchick mir das Foto eines Gesichts und schreib darunter, was es "
    "sagen soll. Zurück kommt ein Video. Eine Sprachnachricht als Antwort auf das Foto geht auch.\n\n"
    "Versuch: dein Foto, darunter „Hallo! [happy] Schön, dass du da bist.“\n\nMehr zeigt /help.",
    "demo_words": "Hallo! Ich bin nur eine Zeichnung. [happy] Gib mir dein Foto, und ich lasse es sprechen!",
    "demo_shown": "Das kommt dabei heraus. Von KI aus einer Zeichnung gemacht.",
    "try_demo": "Diese Zeichnung sprechen lassen",
    "how_it_works": "Wie das geht",
    "description": "Ich lasse Fotos sprechen: Schick mir ein Foto eines Gesichts und ein paar Worte oder eine Sprachnachricht, und du bekommst ein Video, in dem dieses Gesicht sie sagt. Zeichen wie [happy] ändern den Ausdruck; Gesichter lassen sich speichern; Gruppen und Alben gehen auch. Jedes Video macht eine KI, und so steht es darin.",
    "short_description": "Schick ein Foto und ein paar Worte, und du bekommst ein Video, in dem das Foto spricht.",
    "help": "Ein Foto mit ein paar Worten darunter kommt als Video zurück, das sie sagt.\n\n"
    "• erst das Foto, danach Worte oder eine Sprachnachricht\n"
    "• Worte, Sprache, Ton oder rundes Video als Antwort auf ein Foto oder auf ein Video von mir\n"
    "• ein Album: die ersten {most} Fotos sagen dasselbe\n"
    "• in Gruppen: antworte auf ein Foto mit /speak und den Worten\n\n"
    "Marken ändern die Art: [happy] [sad] [surprised] [angry] [whisper] [pause 1s], auch Emoji.\n\n"
    "/settings Stimme, Sprache, Ausdruck, Format, Untertitel\n"
    "/save Anna merkt sich ein Gesicht, /portraits zeigt sie, /as Anna Hallo! lässt es sprechen\n"
    "/cancel bricht ab, /history listet auf, /export und /delete betreffen deine Daten, /privacy erklärt sie",
    "privacy": "Ich bin ein Programm; jedes meiner Videos ist von einer Maschine gemacht und sagt das.\n\n"
    "Dein Foto und deine Aufnahme werden gelöscht, sobald das Video im Chat ist, das Video bei mir etwas später. "
    "Gesichter, die du mit /save sicherst, bleiben, bis du sie entfernst. Ich merke mir, wer wann worum gebeten hat, "
    "damit nichts verloren geht oder doppelt kommt; später ohne deinen Namen.\n\n"
    "/export gibt dir alles davon, /delete löscht alles davon.",
    "consent": "Vor dem ersten Video: Lass nur ein Gesicht und eine Stimme sprechen, die du verwenden darfst, und "
    "niemand darf damit getäuscht oder verletzt werden. Das Video ist von einer Maschine gemacht und so "
    "gekennzeichnet.",
    "consent_button": "Einverstanden",
    "consent_thanks": "Danke. Es geht los.",
    "consent_again": "Danke. Schick mir jetzt das Foto und die Worte noch einmal.",
    "not_allowed": "Dieser Bot ist nur für Eingeladene. Frag die Person, die ihn betreibt.",
    "anonymous": "Du schreibst als Gruppe, darum weiß ich nicht, wessen Video es wäre und wer den Regeln zugestimmt hat. Schreib im eigenen Namen (ohne „Anonym bleiben“) und bitte noch einmal.",
    # photo and words
    "what_to_say": "Was soll es sagen? Schick Worte oder eine Sprachnachricht; ich merke mir das Foto {minutes} "
    "Minuten lang. Um das Gesicht zu behalten: /save und ein Name.",
    "photo_missing": "Welches Gesicht soll das sagen? Schick ein Foto mit den Worten darunter, oder antworte auf ein "
    "Foto.",
    "one_helpful_line": "Schick mir das Foto eines Gesichts mit ein paar Worten darunter, und es sagt sie. Mehr zeigt "
    "/help.",
    "wrong_file": "„{name}“ ist weder ein Bild noch eine Aufnahme, die ich nehmen kann. Bilder: JPEG, PNG, WebP, AVIF, HEIC. Aufnahmen: Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "„{name}“ ist kein Bild. Schick eine Datei in JPEG, PNG, WebP, AVIF oder HEIC.",
    "wrong_sound": "„{name}“ ist keine Aufnahme. Schick Ogg, MP3, M4A, WAV, FLAC oder WebM.",
    "album_cut": "Von einem Album nehme ich die ersten {most} Fotos.",
    # the way of a job
    "accepted": "Angekommen. Einen Moment …",
    "queued": "Platz {place} in der Warteschlange, noch etwa {time}.",
    "working": "{stage}\n{bar} {percent} %",
    "cancel_button": "Abbrechen",
    "cancelled": "Abgebrochen.",
    "corrected": "Angehalten; stattdessen kommen die verbesserten Worte.",
    "cancel_none": "Es gibt nichts abzubrechen.",
    "cancel_late": "Es ist schon fertig.",
    "not_yours": "Das kann nur drücken, wer gefragt hat.",
    "stale": "Dieser Knopf wirkt nicht mehr.",
    "timed_out": "Die Zeit für diese Knöpfe ist um. Lass sie dir noch einmal zeigen.",
    "made_by_ai": "Von KI aus einem Foto gemacht.",
    "no_round": "Runde Videos werden hier nicht angenommen, darum ist dieses quadratisch.",
    "too_many_messages": "Du hast mehr als {most} Nachrichten geschickt, zu denen ich noch nicht gekommen bin. Die neuesten "
    "lasse ich weg; schick sie bitte später noch einmal.",
    "given_up": "Das ging lange nicht, weil etwas ausgefallen war, das ich dafür brauche. Schick es bitte noch einmal.",
    "fault": "Etwas ist schiefgegangen, das nicht schiefgehen darf. Das ist unser Fehler, nicht deiner; versuch es "
    "bitte später noch einmal. Wenn du es meldest, nenne {number}.",
    # several faces
    "choose_face": "Soll es jemand anderes sagen? Drück eine Nummer.",
    "everyone": "Alle",
    "choice_gone": "Ich habe das Foto oder die Aufnahme nicht mehr. Schick sie bitte noch einmal.",
    "choice_made": "Dieses Video ist schon da oder unterwegs.",
    "again": "Noch einmal",
    "other_voice": "Andere Stimme",
    "other_format": "Anderes Format",
    "save_face": "Gesicht behalten",
    "say_again": "Was soll dieses Gesicht jetzt sagen? Schick Worte oder eine Sprachnachricht.",
    "same_words": "Dieselben Worte noch einmal",
    "which_voice": "Welche Stimme?",
    "voice_higher": "dieselbe, höher",
    "voice_deeper": "dieselbe, tiefer",
    "voice_slower": "dieselbe, langsamer",
    "voice_faster": "dieselbe, schneller",
    "which_format": "Welches Format?",
    "which_name": "Unter welchem Namen?",
    # settings
    "settings": "Wie sollen deine Fotos sprechen?",
    "voice": "Stimme",
    "language": "Sprache",
    "expression": "Ausdruck",
    "format": "Format",
    "captions": "Untertitel",
    "automatic": "automatisch",
    "on": "an",
    "off": "aus",
    "neutral": "wie im Foto",
    "happy": "fröhlich",
    "sad": "traurig",
    "surprised": "überrascht",
    "angry": "wütend",
    "original": "wie das Foto",
    "square": "quadratisch",
    "portrait": "hoch 9:16",
    "landscape": "breit 16:9",
    "round": "runde Videonachricht",
    "back": "Zurück",
    "hear": "{voice} hören",
    "sample": "Hallo! So klinge ich.",
    "sample_failed": "Diese Stimme antwortet gerade nicht.",
    "language_how": "In welcher Sprache schreibst du? Für jede andere: /language und ihr Name, etwa /language Italienisch.",
    "choose": "Wähle:",
    "holds": "{kind}: {value} – gemerkt.",
    "choice_not_known": "„{typed}“ gibt es hier nicht zur Auswahl.",
    "language_not_known": "„{typed}“ spricht hier keine Stimme.",
    "did_you_mean": "Meinst du: {names}?",
    "voice_espeak": "Roboter (eSpeak)",
    "voice_piper": "natürlich (Piper)",
    "voice_google": "Google, über das Internet",
    # saved faces
    "save_how": "Antworte auf ein Foto mit /save und einem Namen, etwa: /save Anna",
    "saved": "Gemerkt. Versuch: /as {name} Hallo!",
    "save_full": "Du hast {most} Gesichter gesichert, mehr behalte ich nicht. Entferne eines: /portraits",
    "portraits": "Deine gespeicherten Gesichter. Drück eines, um es sprechen zu lassen.",
    "portraits_remove": "Eines entfernen …",
    "which_face": "Welches soll ich entfernen?",
    "portrait_says": "Was soll {name} sagen? Schick Worte oder eine Sprachnachricht.",
    "portrait_back": "{name} ist wieder da.",
    "undo": "Rückgängig",
    "portraits_none": "Du hast keine gesicherten Gesichter. Antworte auf ein Foto mit /save und einem Namen.",
    "portrait_removed": "{name} ist entfernt.",
    "portrait_unknown": "Ein Gesicht mit diesem Namen hast du nicht gesichert. /portraits zeigt sie.",
    "as_how": "Schreib /as, den Namen eines gesicherten Gesichts und was es sagen soll: /as Anna Hallo!",
    # their data
    "history": "Deine letzten Videos:",
    "history_none": "Du hast noch keine Videos.",
    "state_queued": "wartet",
    "state_running": "in Arbeit",
    "state_rendered": "unterwegs",
    "state_delivered": "zugestellt",
    "state_failed": "misslungen",
    "state_cancelled": "abgebrochen",
    "export": "Das ist alles, was ich über dich weiß.",
    "delete_ask": "Alles löschen, was ich über dich weiß: Einstellungen, gesicherte Gesichter, Aufträge und Videos bei "
    "mir? Die Nachrichten in diesem Chat bleiben; die löschst du selbst. Das lässt sich nicht rückgängig machen.",
    "delete_yes": "Alles löschen",
    "delete_no": "Behalten",
    "deleted": "Alles ist gelöscht. Wenn du wieder ein Foto schickst, fangen wir neu an.",
    "kept": "Nichts wurde gelöscht.",
}

COMMANDS = {
    "speak": "das Foto sprechen lassen, auf das du antwortest",
    "settings": "Stimme, Sprache, Ausdruck, Format, Untertitel",
    "voice": "eine Stimme wählen und vorher anhören",
    "language": "die Sprache wählen",
    "expression": "den Ausdruck wählen",
    "format": "die Form des Videos wählen",
    "captions": "die Worte ins Video schreiben",
    "save": "das Gesicht eines Fotos behalten",
    "portraits": "deine gesicherten Gesichter",
    "as": "ein gesichertes Gesicht sprechen lassen",
    "cancel": "abbrechen, was gerade entsteht",
    "history": "deine letzten Videos",
    "export": "alles bekommen, was ich über dich weiß",
    "delete": "alles löschen, was ich über dich weiß",
    "privacy": "was mit deinen Fotos geschieht",
    "help": "wie das hier geht",
}
