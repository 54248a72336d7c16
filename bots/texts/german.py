"""What people read in German."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "Die Foto-Datei ist leer. Schick sie bitte noch einmal.",
    "photo_too_big": "Die Foto-Datei ist {bytes} groß; bis {max_bytes} nehme ich an. "
    "Speichere sie kleiner oder als JPEG.",
    "photo_unsupported": "Das kann ich nicht als Bild lesen (es sieht aus wie: {kind}). "
    "Schick JPEG, PNG, WebP, AVIF oder HEIC.",
    "photo_broken": "Das Bild ({kind}) ist beschädigt oder unvollständig. Speichere oder schick es noch einmal.",
    "photo_too_many_pixels": "Das Bild hat {megapixels} Megapixel und ist an der längsten Seite {side_pixels} Pixel "
    "lang. Bis {max_megapixels} Megapixel und {max_side_pixels} Pixel nehme ich an. Mach es bitte kleiner.",
    "photo_too_small": "Die kürzeste Seite des Bildes hat nur {side_pixels} Pixel; ich brauche mindestens "
    "{min_side_pixels}. Schick bitte ein größeres.",
    # the face
    "no_face": "Ich finde auf dem Foto kein menschliches Gesicht. Schick eines, auf dem das ganze Gesicht von vorn zu "
    "sehen ist: richtig herum, gut beleuchtet und von nichts verdeckt.",
    "face_too_small": "Das Gesicht ist nur {width_pixels} Pixel breit; ich brauche etwa {min_pixels}. Schick ein Foto "
    "aus der Nähe oder dieses in voller Größe (als Datei).",
    "face_turned_away": "Das Gesicht ist etwa {yaw_degrees}° zur Seite und {pitch_degrees}° nach oben oder unten "
    "gedreht; bis {max_degrees}° klappt es. Schick eines, das mehr in die Kamera schaut.",
    "mouth_hidden": "Der Mund ist verdeckt. Schick ein Foto, auf dem er frei ist: keine Hand, keine "
    "Maske, kein Mikrofon davor.",
    "face_cut_off": "Der Bildrand schneidet das Gesicht ab. Schick ein Foto, auf dem es von der Stirn bis zum Kinn ganz "
    "zu sehen ist.",
    "face_unclear": "Da ist ein Gesicht, aber ich erkenne die Züge nicht: Es ist weggedreht oder verdeckt. Schick ein "
    "Foto, auf dem es in die Kamera schaut und nichts davor ist.",
    "face_unknown": "Ein Gesicht Nummer {number} gibt es nicht: Ich sehe {count} {count:Gesicht|Gesichter}, von links "
    "gezählt.",
    "several_faces": "Ich sehe {count} {count:Gesicht|Gesichter}; es spricht Nummer {number} von links. Soll ein "
    "anderes sprechen, schreib seine Nummer vor die Worte, etwa „2: Hallo!“",
    "face_found": "Gesicht {number}: {width_pixels} Pixel breit, zu {percent} sicher.",
    "face_small_in_picture": "Das Gesicht ist in diesem Video nur {width_pixels} Pixel breit. Im Hochformat wären es "
    "{offered_pixels}.",
    "face_far_away": "Das Gesicht ist nur {width_pixels} Pixel breit, die Lippen sind kaum zu sehen. Das Hochformat zeigt "
    "es näher; noch besser ist ein Foto aus der Nähe.",
    "mouth_wide_open": "Der Mund ist auf dem Foto weit offen, deshalb können die Lippen verzogen aussehen, wenn er sich "
    "schließt. Mit einem Foto, auf dem er fast oder ganz geschlossen ist, spricht es sich besser.",
    "face_lost_in_picture": "In diesem Format wäre das Gesicht nur {width_pixels} Pixel breit, zu klein, um die "
    "Bewegung zu sehen. Nimm das Hochformat oder schneide das Foto zu.",
    # the recording
    "sound_codec_unsupported": "In dieser Datei ist Ton, aber in einer Art, die ich nicht lesen kann ({codec}). Speichere ihn als MP3, M4A oder WAV und schick das.",
    "sound_missing": "In dieser Datei ist kein Ton. Schick eine Sprachnachricht oder eine Audiodatei.",
    "sound_empty": "Die Aufnahme ist eine leere Datei. Schick sie bitte noch einmal.",
    "sound_too_big": "Die Aufnahme ist {bytes} groß; bis {max_bytes} nehme ich an. "
    "Schick eine kürzere oder eine komprimierte, etwa Ogg oder MP3.",
    "sound_unsupported": "Das kann ich nicht als Aufnahme lesen (es sieht aus wie: {kind}). "
    "Schick Ogg, MP3, M4A, WAV, FLAC oder WebM.",
    "sound_broken": "Die Aufnahme ({kind}) ist beschädigt. Nimm sie noch einmal auf oder schick sie noch einmal.",
    "sound_too_short": "Die Aufnahme dauert {seconds} s; ich brauche mindestens {min_seconds} s.",
    "sound_too_long": "Die Aufnahme dauert {seconds} s; bis {max_seconds} s nehme ich an. Kürze sie bitte.",
    "sound_silent": "In den {seconds} s dieser Aufnahme höre ich nichts. "
    "Nimm sie noch einmal auf, lauter oder näher am Mikrofon.",
    "input_too_costly": "Diese Datei braucht viel mehr Zeit oder Speicher als ein Foto oder eine Aufnahme. Öffne sie in einer anderen App, speichere sie neu als JPEG oder MP3 und schick die.",
    # the words
    "ipa_wrong": "„{sign}“ ist kein Zeichen der Lautschrift (IPA) in „{ipa}“. Schreib zum Beispiel [[ʃɪˈvɔːn]] oder eine Umschrift wie Siobhán (schi-WOHN).",
    "markup_refused": "Diese Auszeichnungen sind mehr als {most} Ebenen tief verschachtelt oder definieren Entitäten. Schick einfachen Text oder nur einfache Tags.",
    "dictionary_too_long": "Mit den Aussprachen deines Wörterbuchs hat der Text {characters} Zeichen; ich nehme bis zu {max_characters}. Kürze den Text oder den Eintrag für „{word}“.",
    "dictionary_full": "Das Wörterbuch fasst {most} {most:Wort|Wörter}. Entferne zuerst eines.",
    "dictionary_word_wrong": "„{word}“ kann nicht im Wörterbuch stehen: Schreib ein Wort oder einen Namen mit bis zu {most} Buchstaben.",
    "pronunciation_wrong": "„{sound}“ ist keine Aussprache von „{word}“. Schreib es, wie es klingt, mit bis zu {most} Buchstaben, etwa schi-WOHN, oder in Lautschrift: [[ʃɪˈvɔːn]].",
    "text_empty": "Da gibt es noch nichts zu sagen. Schreib ein paar Worte.",
    "text_only_emoji": "Das sind nur Emojis, und die kann man nicht aussprechen. Schreib ein paar Worte dazu.",
    "text_too_long": "Der Text hat {characters} Zeichen; bis {max_characters} nehme ich an. "
    "Kürze ihn oder mach zwei Videos daraus.",
    "text_file_too_big": "Die Textdatei hat {bytes}; bis {max_bytes} nehme ich an. Schick bitte eine kürzere.",
    "text_file_unreadable": "Ich kann diese Textdatei nicht lesen. Speichere sie als reinen Text (UTF-8), oder füge die Worte in eine Nachricht ein.",
    "text_unspeakable": "Keine Stimme kann diesen Text aussprechen. Schreib ihn in Worten aus.",
    "script_unreadable": "Keine Stimme hier kann diese Schrift lesen ({script}). Schreib die Worte in einer anderen Schrift, wähle eine andere Stimme oder schick eine Sprachnachricht.",
    "language_unknown": "Keine meiner Stimmen spricht diese Sprache. Wähle in den Einstellungen eine andere.",
    "voice_unknown": "Diese Stimme habe ich nicht. Wähle in den Einstellungen eine andere.",
    "option_wrong": "Für „{option}“ geht dieser Wert nicht. Möglich ist: {allowed}.",
    "points_wrong": "Diese Punkte ergeben kein Gesicht: „{point}“ kann nicht dort sein. Die Augen liegen über dem Mund, der Mund über dem Kinn, und links ist links, wie du es siehst.",
    # voices
    "voice_not_installed": "Die Stimme {voice} ist hier nicht installiert. Wähle bitte eine andere.",
    "own_voice_name_taken": "„{name}“ heißt schon eine andere Stimme. Wähle einen anderen Namen.",
    "own_voice_name_wrong": "Der Name einer Stimme hat 1 bis 40 Buchstaben, Ziffern, Leerzeichen oder . - _ und beginnt mit einem Buchstaben oder einer Ziffer.",
    "voices_not_blendable": "Diese beiden Stimmen lassen sich nicht mischen: Das geht nur mit denen von Kokoro.",
    "voice_damaged": "Die Stimme {voice} ist beschädigt. Wähle bitte eine andere.",
    "voice_failed": "Die Stimme {voice} hat versagt. Wähle eine andere oder andere Worte.",
    "voice_unreachable": "Die Stimme {voice} ist nicht erreichbar; sie braucht das Internet. "
    "Versuch es später noch einmal oder wähle eine andere.",
    "voice_timeout": "Die Stimme {voice} hat in {seconds} s nicht geantwortet. "
    "Versuch es später noch einmal oder wähle eine andere.",
    "voice_busy": "Die Stimme {voice} ist gerade überlastet. Versuch es in ein paar Minuten oder wähle eine andere.",
    "voice_refused": "Die Stimme {voice} hat die Anfrage abgelehnt ({status}). "
    "Versuch es später noch einmal oder wähle eine andere.",
    "voice_answer_broken": "Mit der Antwort der Stimme {voice} kann ich nichts anfangen ({why}). "
    "Versuch es später noch einmal oder wähle eine andere.",
    "recogniser_failed": "Ich konnte die Worte der Aufnahme nicht verstehen, darum folgen die Lippen nur dem Klang.",
    "words_not_recognised": "Diese Worte höre ich in der Aufnahme nicht, darum folgen die Lippen nur dem Klang. "
    "Schick die Worte genau so, wie sie gesprochen werden.",
    "voice_fell_back": "Statt {from} hat {to} gesprochen: {reason}.",
    "voice_kind_missing": "Keine Stimme hier klingt in dieser Sprache wie {kind}; deshalb hat {to} gesprochen.",
    "too_many_own_voices": "Du hast {limit} eigene {limit:Stimme|Stimmen}; mehr gehen nicht. Lösche zuerst eine.",
    "captions_unavailable": "Es gibt keine Untertitel: Keine Schriftart hier hat die Buchstaben dieser Schrift "
    "({script}).",
    # the chat
    "file_gone": "Ich konnte diese Datei nicht laden. Schick sie bitte noch einmal.",
    "video_fitted": "Damit das Video in die {max_bytes} passt, die hier erlaubt sind, ist es etwas weniger scharf.",
    "video_too_long": "Das Video würde {seconds} s lang; in diesem Format darf es bis {max_seconds} s dauern. Kürze es, oder wähle ein anderes Format.",
    "video_cannot_fit": "Das Video würde {seconds} s lang. Hier lassen sich nur {max_bytes} schicken, das reicht für {max_seconds} s. Kürze es bitte.",
    "video_too_big": "Das Video ist {bytes} groß, und hier lassen sich nur {max_bytes} schicken. "
    "Versuch es mit weniger Worten oder einem kleineren Foto.",
    # limits
    "draining": "Ich werde gerade gewartet und nehme eine Weile keine neuen Videos an. Die in der Warteschlange werden noch fertig; versuch es bitte später noch einmal.",
    "queue_full": "Die Warteschlange ist voll: {limit} {limit:Video wartet|Videos warten} schon. "
    "Versuch es bitte in ein paar Minuten noch einmal.",
    "too_many_waiting": "Von dir {limit:wartet schon {limit} Video|warten schon {limit} Videos}. "
    "Schick das nächste, sobald eines fertig ist.",
    "queue_busy": "Gerade ist viel los: {taken} von {places} Plätzen in der Warteschlange sind belegt. Solange das so ist, {limit:kann von dir {limit} Video|können von dir {limit} Videos} warten.",
    "quota_reached": "Dein Tageslimit von {limit} {limit:Video|Videos} ist erreicht. Das nächste geht in {time}.",
    "video_longer_than_quota": "Das wären etwa {minutes} {minutes:Minute|Minuten} Video, und mehr als {limit_minutes} {limit_minutes:Minute|Minuten} am Tag bekommt hier niemand. Kürze es bitte.",
    "quota_minutes_reached": "Du hattest heute schon {used_minutes} von {limit_minutes} {limit_minutes:Minute|Minuten} Video, und dieses bräuchte etwa {minutes}. Kürze es, oder warte: In {time} ist wieder Platz.",
    "storage_full": "Deine Fotos, Aufnahmen und Videos belegen hier {bytes}; pro Person ist Platz für {max_bytes}. Entferne Porträts, die du nicht mehr brauchst, oder warte, bis ältere Videos gelöscht sind.",
    "job_kills_workers": "An diesem Foto oder dieser Aufnahme bin ich mehrmals gescheitert. "
    "Versuch es bitte mit etwas anderem.",
    "render_timed_out": "Das Video hat länger als {seconds} s gebraucht, da habe ich aufgegeben. "
    "Versuch es mit weniger Worten oder einem kleineren Foto.",
    "render_out_of_memory": "Für dieses Video hat der Speicher nicht gereicht. "
    "Versuch es mit weniger Worten oder einem kleineren Foto.",
    "media_missing": "Diese Datei habe ich nicht mehr. Schick das Foto und die Worte bitte noch einmal.",
    # the page and the API
    "sign_in_needed": "Für diese Seite und ihre Schnittstelle brauchst du einen Schlüssel. Frag die Person, die sie betreibt.",
    "access_blocked": "Du kannst hier keine Videos machen. Frag die Person, die diese Seite betreibt.",
    "cross_site": "Diese Anfrage kam von einer anderen Website und wurde abgelehnt. Öffne die Seite selbst und versuch es noch einmal.",
    "host_unknown": "Unter diesem Namen ist die Seite nicht erreichbar. Nimm die Adresse, die du bekommen hast.",
    "consent_missing": "Stimm bitte zuerst den Regeln zu: Das Kästchen ist über dem Knopf.",
    "webhook_wrong": "Die Adresse in „webhook“ kann nicht aufgerufen werden. Sie muss mit https:// beginnen und zu einem öffentlichen Server führen, außer wer diese Seite betreibt, erlaubt den Rechner.",
    "not_there": "Unter dieser Adresse gibt es nichts. Prüf die Nummer des Videos.",
    "link_over": "Dieser Link ist abgelaufen: Das Video wurde gelöscht.",
    "portrait_missing": "Es gibt kein gespeichertes Gesicht mit diesem Namen.",
    "captions_missing": "Die Worte dieser Aufnahme sind nicht bekannt, deshalb gibt es keine Untertitel. Mach das Video noch einmal und schreib die Worte dazu.",
    "questions_unreadable": "{file} ist kein Text in UTF-8. Speichere die Datei noch einmal als UTF-8 (in Excel: „CSV UTF-8“).",
    "questions_missing": "In {file} sind keine Fragen. Schreib jede als Überschrift (# …) mit der Antwort darunter, oder als Block von Zeilen: zuerst die Frage, dann die Antwort.",
    "question_without_answer": "{file}, Zeile {line}: Diese Frage hat keine Antwort. Schreib sie in die nächste Zeile, oder leg eine Aufnahme mit demselben Namen neben die Datei.",
    "too_many_questions": "Es sind {count} Fragen, und mehr als {limit} gehen nicht.",
    "not_a_video": "Das ist kein mp4-Video, das ich öffnen kann. Nimm eines, das hier gemacht wurde, mit H.264 darin.",
    "captions_unreadable": "In {file} sind keine Untertitel, die ich lesen kann. Es muss WebVTT oder SubRip in UTF-8 sein.",
    "export_needs_background": "Ein Video ohne Hintergrund gibt es nicht in dieser Form. Mach es noch einmal mit Hintergrund.",
    "video_not_ready": "Das Video ist noch nicht fertig. Bitte warte einen Moment.",
    "field_unknown": "Es gibt kein Feld „{field}“. Die Felder sind: {allowed}.",
    "field_missing": "Das Feld „{field}“ fehlt.",
    "field_wrong": "Das Feld „{field}“ kann diesen Wert nicht haben.",
    "upload_broken": "Die Anfrage ist nicht lesbar. Schick ein Formular (multipart/form-data) oder JSON.",
    "upload_too_big": "Die Anfrage ist größer als {max_bytes}. Schick kleinere Dateien.",
    "upload_too_slow": "Das Hochladen hat länger als {seconds} s gedauert. Schick eine kleinere Datei, oder nimm eine schnellere Verbindung.",
    "idempotency_key_used": "Mit diesem Idempotency-Key wurde schon eine andere Anfrage geschickt. Nimm für ein neues Video einen neuen.",
    "speech_too_long_for_sync": "Das sind mehr als {max_seconds} s Sprache, zu lang, um darauf zu warten. Nimm POST /v1/videos und verfolge das Video.",
    "too_many_streams": "Es sind zu viele Verbindungen offen. Schließ einige, oder frag in einer Minute noch einmal.",
    "portraits_full": "Du hast {limit} {limit:gespeichertes Gesicht|gespeicherte Gesichter}, mehr geht nicht. Lösch zuerst eines.",
}

REASONS = {
    "voice_not_installed": "sie ist nicht installiert",
    "voice_model_missing": "in ihrem Ordner liegt keine Stimme",
    "voice_damaged": "ihre Dateien sind beschädigt",
    "voice_outdated": "sie ist in einer anderen Version da",
    "voice_half_downloaded": "sie wurde nicht vollständig heruntergeladen",
    "voice_failed": "sie hat versagt",
    "voice_unreachable": "ihr Dienst ist nicht erreichbar",
    "voice_timeout": "ihr Dienst hat nicht rechtzeitig geantwortet",
    "voice_busy": "ihr Dienst ist überlastet",
    "voice_refused": "ihr Dienst hat die Anfrage abgelehnt",
    "voice_answer_broken": "die Antwort ihres Dienstes war unbrauchbar",
    "language_missing": "sie spricht diese Sprache nicht",
    "script_unreadable": "sie kann diese Schrift nicht lesen",
}

STAGES = {
    Stage.WAITING: "Gleich geht es los",
    Stage.PHOTO: "Ich sehe mir das Foto an",
    Stage.VOICE: "Ich bereite die Stimme vor",
    Stage.LIPS: "Ich stimme die Lippen ab",
    Stage.FRAMES: "Ich erstelle das Video",
}

CHAT = {
    "about_face": "Gesicht {face} von links: ",
    "about_scene": "Szene {in_scene} ({in_file}, Zeile {in_line}): ",
    "about_line": "{in_file}, Zeile {in_line}: ",
    "demo_words": "Hallo! Ich bin nur eine Zeichnung. [happy] Gib mir dein Foto, und ich lasse es sprechen!",
    "demo_shown": "Das kommt dabei heraus. Von KI aus einer Zeichnung gemacht.",
    "try_demo": "Diese Zeichnung sprechen lassen",
    "how_it_works": "So geht’s",
    "description": "Ich bringe Fotos zum Sprechen: Schick mir das Foto eines Gesichts mit ein paar Worten oder einer Sprachnachricht, und du bekommst ein Video, in dem das Gesicht sie sagt. Marken wie [happy] ändern den Ausdruck. Porträts kannst du behalten; Gruppen und Alben gehen auch. Jedes Video ist von KI gemacht und sagt das.",
    "short_description": "Schick ein Foto und ein paar Worte, und du bekommst ein Video, in dem das Foto spricht.",
    # first words
    "start": "Hallo! Ich bringe Fotos zum Sprechen.\n\nSchick mir das Foto eines Gesichts und schreib ein paar Worte "
    "dazu: Du bekommst ein Video, in dem das Gesicht sie sagt. Du kannst auf das Foto auch mit einer Sprachnachricht "
    "antworten.\n\n"
    "Probier es aus: dein Foto, darunter „Hallo! [happy] Schön, dass du da bist.“\n\nWas ich noch kann, zeigt /help.",
    "help": "Schick ein Foto mit ein paar Worten, und du bekommst ein Video, in dem es sie sagt.\n\n"
    "• erst das Foto, dann die Worte oder eine Sprachnachricht\n"
    "• Worte, Sprachnachricht, Aufnahme oder rundes Video als Antwort auf ein Foto oder auf eines meiner Videos\n"
    "• ein Album: {most:das erste Foto sagt|die ersten {most} Fotos sagen} dieselben Worte\n"
    "• in Gruppen: antworte auf ein Foto mit /speak und den Worten\n\n"
    "Stimmung per Marke: [fröhlich] [traurig] [überrascht] [wütend] [flüsternd] [Pause 1s]. Emojis gehen auch.\n[langsam] und [schnell] gelten für einen Satz, [betont]Wörter[/betont] betont sie, Siobhán (schi-WOHN) sagt, wie ein Name klingt; /say merkt es sich.\n\n"
    "/settings für Stimme, Sprache, Ausdruck, Format und Untertitel\n"
    "/save Anna merkt sich ein Gesicht, /portraits zeigt die gemerkten, /as Anna Hallo! lässt eines sprechen\n"
    "/cancel hält ein Video an, /history zeigt deine Videos\n"
    "/export und /delete sind für deine Daten, /privacy erklärt sie",
    "privacy": "Ich bin ein Programm. Jedes meiner Videos ist von einer Maschine gemacht und sagt das auch.\n\n"
    "Dein Foto und deine Aufnahme werden gelöscht, sobald das Video im Chat ist, meine Kopie des Videos etwas später. "
    "Porträts, die du mit /save sicherst, bleiben, bis du sie entfernst. Ich merke mir, wer wann worum gebeten hat, "
    "damit nichts verloren geht und nichts doppelt kommt; nach einiger Zeit wird dein Name daraus entfernt.\n\n"
    "/export gibt dir alles davon, /delete löscht alles davon.",
    "consent": "Vor deinem ersten Video: Verwende nur ein Gesicht und eine Stimme, die du verwenden darfst, und nie, um "
    "jemanden zu täuschen oder zu verletzen. Das Video wird von KI gemacht und ist so gekennzeichnet.",
    "consent_button": "Einverstanden",
    "consent_thanks": "Danke. Los geht’s!",
    "consent_again": "Danke. Schick mir jetzt bitte das Foto und die Worte noch einmal.",
    "not_allowed": "Dieser Bot ist nur für Eingeladene. Frag die Person, die ihn betreibt.",
    "anonymous": "Du schreibst als Gruppe, darum weiß ich nicht, wessen Video es wäre und wer den Regeln zugestimmt hat. Schreib im eigenen Namen (ohne „Anonym bleiben“) und frag noch einmal.",
    # photo and words
    "what_to_say": "Was soll es sagen? Schick Worte oder eine Sprachnachricht. Das Foto merke ich mir {minutes} "
    "{minutes:Minute|Minuten}. Um das Gesicht zu behalten: /save und ein Name.",
    "photo_missing": "Welches Gesicht soll das sagen? Schick ein Foto mit den Worten dazu oder antworte auf ein Foto.",
    "one_helpful_line": "Schick mir das Foto eines Gesichts und ein paar Worte, und es sagt sie. Mehr zeigt /help.",
    "wrong_file": "„{name}“ kann ich weder als Bild noch als Aufnahme nehmen. Bilder: JPEG, PNG, WebP, AVIF, HEIC. Aufnahmen: Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "„{name}“ ist kein Bild. Schick JPEG, PNG, WebP, AVIF oder HEIC.",
    "wrong_sound": "„{name}“ ist keine Aufnahme. Schick Ogg, MP3, M4A, WAV, FLAC oder WebM.",
    "album_cut": "Aus einem Album nehme ich nur {most:das erste Foto|die ersten {most} Fotos}.",
    "corrected": "Angehalten. Stattdessen kommt ein Video mit den verbesserten Worten.",
    "too_many_messages": "Du hast mehr als {most} {most:Nachricht|Nachrichten} geschickt, zu denen ich noch nicht gekommen bin. Die neuesten lasse ich aus; schick sie bitte später noch einmal.",
    # the way of a job
    "accepted": "Ist da. Einen Moment …",
    "queued": "Platz {place} in der Warteschlange, noch etwa {time}.",
    "working": "{stage}\n{bar} {percent}",
    "cancel_button": "Anhalten",
    "cancelled": "Angehalten.",
    "cancel_none": "Es gibt nichts anzuhalten.",
    "cancel_late": "Zu spät zum Anhalten, es ist schon fertig.",
    "not_yours": "Diesen Knopf kann nur drücken, wer gefragt hat.",
    "stale": "Dieser Knopf geht nicht mehr.",
    "timed_out": "Diese Knöpfe sind abgelaufen. Lass sie dir einfach noch einmal zeigen.",
    "made_by_ai": "Von KI aus einem Foto gemacht.",
    "no_round": "Runde Videos lassen sich hier nicht schicken, darum ist dieses quadratisch.",
    "fault": "Da ist bei uns etwas schiefgegangen, nicht bei dir. Versuch es bitte später noch einmal. "
    "Wenn du es meldest, nenne {number}.",
    "given_up": "Das ging lange nicht, weil etwas ausgefallen war, das ich dafür brauche. Schick es bitte noch einmal.",
    # several faces
    "choose_face": "Soll es jemand anderes sagen? Tippe auf eine Nummer.",
    "everyone": "Alle",
    "choice_gone": "Das Foto oder die Aufnahme habe ich nicht mehr. Schick sie bitte noch einmal.",
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
    "strength": "Stärke",
    "motion": "Bewegung",
    "still": "ruhig",
    "calm": "gelassen",
    "lively": "lebhaft",
    "background": "Hintergrund",
    "pitch": "Tonhöhe",
    "pace": "Tempo",
    "keep": "wie im Foto",
    "green": "grün (Greenscreen)",
    "transparent": "durchsichtig (als Datei)",
    "higher": "höher",
    "deeper": "tiefer",
    "slower": "langsamer",
    "faster": "schneller",
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
    "hear": "{voice} anhören",
    "sample": "Hallo! So klinge ich.",
    "sample_failed": "Diese Stimme antwortet gerade nicht.",
    "language_how": "In welcher Sprache schreibst du? Für jede andere: /language und ihr Name, etwa so: /language Italienisch",
    "choose": "Wähle:",
    "holds": "{kind}: {value} – gemerkt.",
    "choice_not_known": "„{typed}“ steht hier nicht zur Auswahl.",
    "language_not_known": "„{typed}“ spricht hier keine Stimme.",
    "did_you_mean": "Meinst du: {names}?",
    "kind_woman": "eine Frau",
    "kind_man": "ein Mann",
    "kind_child": "ein Kind",
    "take_woman": "Frauenstimme",
    "take_man": "Männerstimme",
    "take_child": "Kinderstimme",
    "used_woman": "Ich habe eine Frauenstimme genommen; die Knöpfe unten ändern das.",
    "used_man": "Ich habe eine Männerstimme genommen; die Knöpfe unten ändern das.",
    "used_child": "Ich habe eine Kinderstimme genommen; die Knöpfe unten ändern das.",
    "voice_holds": "Die Stimme für {spoken}: {value}.",
    "voice_how": "Tippe auf eine, um sie zu nehmen, auf ▶, um sie zu hören. /voice create Opa macht eine eigene.",
    "voice_other_language": "Andere Sprache",
    "voice_languages": "Für welche Sprache?",
    "voice_create_how": "Gib ihr einen Namen, zum Beispiel so: /voice create Opa",
    "voice_made_of": "„{name}“ ist gemacht aus: {base}. Tonhöhe {pitch} %, Tempo {pace} %, Größe des Sprechers {size} %.",
    "voice_mixed_with": "Gemischt mit: {second} ({share} %).",
    "larger": "größer",
    "smaller": "kleiner",
    "voice_use": "Verwenden",
    "voice_base": "Gemacht aus …",
    "voice_mix": "Mischen mit …",
    "voice_delete": "Löschen",
    "voice_deleted": "Die Stimme {name} ist gelöscht.",
    "voice_not_yours": "Du hast keine Stimme namens „{name}“ gemacht.",
    "whose_voice": "Welche Stimme soll es haben?",
    "portrait_voice": "{name} spricht jetzt so: {kind}.",
    "voice_espeak-woman": "Roboter: eine Frau (eSpeak)",
    "voice_espeak-man": "Roboter: ein Mann (eSpeak)",
    "voice_espeak-child": "Roboter: ein Kind (eSpeak)",
    "voice_espeak": "Roboter (eSpeak)",
    "voice_hibari": "eine Frau (natürlich)",
    "voice_hibari-man": "ein Mann (natürlich)",
    "voice_hibari-child": "ein Kind (natürlich)",
    "voice_piper": "natürlich (Piper)",
    "voice_google": "Google, über das Internet",
    # portraits
    "save_how": "Antworte auf ein Foto mit /save und einem Namen, etwa so: /save Anna",
    "saved": "Gemerkt. Probier es aus: /as {name} Hallo!",
    "save_full": "Du hast {most} {most:Porträt|Porträts}, mehr geht nicht. Entferne zuerst eines: /portraits",
    "say_how": "So bringst du mir ein Wort bei: /say Siobhán = schi-WOHN\n\nSchreib es, wie es klingt, die betonte Silbe groß, oder in Lautschrift: /say Nguyen = [[wɪn]]. Nur für einen Text: Siobhán (schi-WOHN).",
    "say_list": "So spreche ich deine Wörter. ▶ spielt eines vor, ✕ entfernt es.",
    "say_saved": "„{word}“ wird jetzt „{sound}“ gesprochen.",
    "say_removed": "„{word}“ steht nicht mehr in deinem Wörterbuch.",
    "portraits": "Deine Porträts. Tippe auf eines, um es sprechen zu lassen.",
    "portraits_remove": "Eines entfernen …",
    "which_face": "Welches soll ich entfernen?",
    "portrait_says": "Was soll {name} sagen? Schick Worte oder eine Sprachnachricht.",
    "portrait_back": "{name} ist wieder da.",
    "undo": "Rückgängig",
    "portraits_none": "Du hast noch keine Porträts. Antworte auf ein Foto mit /save und einem Namen.",
    "portrait_removed": "{name} ist entfernt.",
    "portrait_unknown": "Ein Porträt mit diesem Namen hast du nicht. /portraits zeigt deine.",
    "as_how": "Schreib /as, den Namen eines Porträts und was es sagen soll: /as Anna Hallo!",
    # their data
    "history": "Deine letzten Videos:",
    "history_none": "Du hast noch keine Videos.",
    "state_queued": "wartet",
    "state_running": "in Arbeit",
    "state_rendered": "unterwegs",
    "state_delivered": "zugestellt",
    "state_failed": "fehlgeschlagen",
    "state_cancelled": "angehalten",
    "export": "Hier ist alles, was ich über dich weiß.",
    "delete_ask": "Alles löschen, was ich über dich weiß: Einstellungen, Porträts, Aufträge und meine Kopien deiner "
    "Videos? Die Nachrichten in diesem Chat bleiben; die kannst du selbst löschen. Das lässt sich nicht rückgängig "
    "machen.",
    "delete_yes": "Alles löschen",
    "delete_no": "Behalten",
    "deleted": "Alles ist gelöscht. Schick einfach wieder ein Foto, dann fangen wir neu an.",
    "kept": "Nichts wurde gelöscht.",
}

COMMANDS = {
    "speak": "das Foto sprechen lassen, auf das du antwortest",
    "settings": "Stimme, Sprache, Ausdruck, Format, Untertitel",
    "voice": "eine Stimme wählen und vorher anhören",
    "language": "die Sprache wählen",
    "expression": "den Ausdruck wählen",
    "format": "die Form des Videos wählen",
    "captions": "die Worte im Video zeigen",
    "say": "mir beibringen, wie man ein Wort spricht",
    "save": "das Gesicht eines Fotos als Porträt behalten",
    "portraits": "deine Porträts zeigen",
    "as": "eines deiner Porträts sprechen lassen",
    "cancel": "das Video anhalten, das gerade entsteht",
    "history": "deine letzten Videos",
    "export": "alles bekommen, was ich über dich weiß",
    "delete": "alles löschen, was ich über dich weiß",
    "privacy": "was mit deinen Fotos geschieht",
    "help": "wie das hier geht",
}

DISCORD = {
    "voice_create_how": "Gib ihr einen Namen: /voice create:Opa",
    "voice_how": "Klick auf eine, um sie zu nehmen, auf ▶, um sie zu hören. /voice create: macht eine eigene.",
    "help": "Gib mir ein Foto mit ein paar Worten, und du bekommst ein Video, in dem es sie sagt.\n\n"
    "• /speak mit einem Foto und einem Text oder einer Aufnahme; fehlt beides, frage ich danach\n"
    "• das Menü jeder Nachricht mit einem Bild: Apps → Lass es sprechen\n"
    "• in einer Direktnachricht: ein Foto mit Worten\n\n"
    "Stimmung per Marke: [fröhlich] [traurig] [überrascht] [wütend] [flüsternd] [Pause 1s]. Emojis gehen auch.\n[langsam] und [schnell] gelten für einen Satz, [betont]Wörter[/betont] betont sie, Siobhán (schi-WOHN) sagt, wie ein Name klingt; /say merkt es sich.\n\n"
    "/settings für Stimme, Sprache, Ausdruck, Format und Untertitel\n"
    "/portrait save behält ein Gesicht; /speak portrait: lässt es sprechen\n"
    "/cancel hält ein Video an, /mydata ist für deine Daten, /privacy erklärt sie",
    "help_replies": "Antworte auf eines meiner Videos mit Worten oder einer Sprachnachricht, und dasselbe Gesicht sagt sie. Eine Sprachnachricht als Antwort auf irgendein Bild geht auch.",
    "help_mentions": "Antworte auf eines meiner Videos und erwähne mich in der Antwort, und dasselbe Gesicht sagt deine Worte.",
    "privacy": "Ich bin ein Programm. Jedes meiner Videos ist von einer Maschine gemacht und sagt das auch.\n\n"
    "Dein Foto und deine Aufnahme werden gelöscht, sobald das Video im Chat ist, meine Kopie des Videos etwas später. "
    "Porträts, die du sicherst, bleiben, bis du sie entfernst. Ich merke mir, wer wann worum gebeten hat, damit nichts "
    "verloren geht und nichts doppelt kommt; nach einiger Zeit wird dein Name daraus entfernt.\n\n"
    "/mydata export gibt dir alles davon, /mydata delete löscht alles davon.",
    "what_to_say": "Was soll es sagen? Antworte hierauf mit Worten oder einer Sprachnachricht, oder nimm "
    "/speak text:. Das Foto merke ich mir {minutes} {minutes:Minute|Minuten}. Um das Gesicht zu behalten: "
    "/portrait save.",
    "what_to_say_next": "Was soll es sagen? Nimm /speak text: innerhalb von {minutes} {minutes:Minute|Minuten}; so lange merke ich mir das Foto. Um das Gesicht zu behalten: /portrait save.",
    "photo_missing": "Welches Gesicht soll das sagen? Gib mir ein Foto mit /speak photo:, oder öffne das Menü einer "
    "Nachricht mit einem Bild: Apps → Lass es sprechen.",
    "one_helpful_line": "Gib mir mit /speak das Foto eines Gesichts und ein paar Worte, und es sagt sie. "
    "Mehr zeigt /help.",
    "not_shown": "Discord zeigt mir nicht, was du hier geschrieben hast. Nimm /speak oder das Menü der Nachricht mit "
    "dem Bild: Apps → Lass es sprechen.",
    "say_how": "So bringst du mir ein Wort bei: /say word:Siobhán sounds:schi-WOHN\n\nSchreib es, wie es klingt, die betonte Silbe groß, oder in Lautschrift: [[wɪn]]. Nur für einen Text: Siobhán (schi-WOHN).",
    "save_how": "Gib mir ein Foto mit /portrait save photo:, oder zeig mir vorher eines.",
    "saved": "Gemerkt. Probier es aus: /speak portrait:{name} text:Hallo!",
    "save_full": "Du hast {most} {most:Porträt|Porträts}, mehr geht nicht. Entferne zuerst eines: /portrait delete",
    "portraits_none": "Du hast noch keine Porträts. Behalte eines mit /portrait save.",
    "portrait_unknown": "Ein Porträt mit diesem Namen hast du nicht. /portrait list zeigt deine.",
    "language_how": "In welcher Sprache schreibst du? Für jede andere: /language name:",
    "make_it_talk": "Lass es sprechen",
    "form": "Was soll es sagen?",
    "form_words": "Worte",
    "form_sound": "oder eine Aufnahme",
}

DISCORD_COMMANDS = {
    "speak": "ein Foto sprechen lassen",
    "speak photo": "wessen Gesicht",
    "speak text": "was es sagt",
    "speak sound": "eine Aufnahme statt Worten",
    "speak portrait": "eines deiner Porträts",
    "speak voice": "welche Stimme",
    "speak language": "Sprache des Textes, etwa Deutsch",
    "speak expression": "wie das Gesicht schaut",
    "speak format": "die Form des Videos",
    "speak captions": "die Worte im Video zeigen",
    "speak private": "nur du siehst das Video",
    "portrait": "die Gesichter, die du behältst",
    "portrait save": "das Gesicht eines Fotos behalten",
    "portrait list": "deine Porträts zeigen",
    "portrait delete": "ein Porträt entfernen",
    "portrait name": "sein Name",
    "portrait photo": "das Foto; sonst das letzte, das du mir gezeigt hast",
    "voice": "eine Stimme wählen und vorher anhören",
    "voice name": "eine Stimme mit Namen wählen",
    "voice create": "eine eigene Stimme unter diesem Namen machen",
    "voice delete": "eine eigene Stimme löschen",
    "language": "die Sprache deiner Worte wählen",
    "language name": "ihr Name, etwa Deutsch",
    "say": "mir beibringen, wie man ein Wort spricht",
    "say word": "das Wort, wie man es schreibt",
    "say sounds": "wie es klingt, etwa schi-WOHN; ohne das kommt deine Liste",
    "settings": "Stimme, Sprache, Ausdruck, Format, Untertitel",
    "cancel": "dein Video anhalten, das hier entsteht",
    "mydata": "alles, was ich über dich weiß",
    "mydata export": "als Datei bekommen",
    "mydata delete": "löschen",
    "help": "wie das hier geht",
    "privacy": "was mit deinen Fotos geschieht",
}

STUDIO = {
    "title": "Lass ein Foto sprechen",
    "lead": "Wähl ein Foto, schreib ein paar Worte, und es sagt sie.",
    "photo": "Das Foto",
    "photo_choose": "Foto auswählen",
    "photo_drop": "oder hierher ziehen oder einfügen",
    "photo_camera": "Kamera benutzen",
    "photo_demo": "Mit einer Zeichnung ausprobieren",
    "photo_change": "Anderes Foto",
    "photo_alt": "Das Foto, das du gewählt hast",
    "photo_looking": "Gesichter werden gesucht …",
    "face_ready": "Bereit zu sprechen",
    "face_number": "Gesicht {number}",
    "camera": "Kamera",
    "camera_take": "Foto aufnehmen",
    "camera_blocked": "Die Kamera lässt sich nicht benutzen. Erlaub sie im Browser, neben der Adresse.",
    "microphone_blocked": "Das Mikrofon lässt sich nicht benutzen. Erlaub es im Browser, neben der Adresse.",
    "needs_https": "Browser erlauben Kamera und Mikrofon nur auf https-Seiten oder auf dem Rechner, auf dem diese Seite läuft.",
    "close": "Schließen",
    "speech": "Was soll es sagen?",
    "write": "Schreiben",
    "record": "Aufnehmen",
    "words": "Worte",
    "words_example": "Hallo! [happy] Wie schön, dich zu sehen.",
    "line_says": "Gesicht {number} sagt",
    "line_add": "Zeile hinzufügen",
    "letters": "{count} von {most} Zeichen",
    "marks": "Stimmungen und Pausen",
    "whisper": "flüstern",
    "pause": "Pause",
    "guessed": "{language}, nach den Worten",
    "record_start": "Aufnahme starten",
    "record_stop": "Aufnahme beenden",
    "record_again": "Noch einmal aufnehmen",
    "record_file": "Aufnahme auswählen",
    "record_level": "Lautstärke",
    "record_words": "Die Worte der Aufnahme, für Untertitel (freiwillig)",
    "record_yours": "Deine Aufnahme",
    "who_speaks": "Wer spricht?",
    "look": "Ausdruck, Format, Untertitel …",
    "make": "Video machen",
    "ready": "Dein Video ist fertig.",
    "save_video": "Video speichern",
    "save_poster": "Bild",
    "save_vtt": "Untertitel (VTT)",
    "save_srt": "Untertitel (SRT)",
    "save_transcript": "Text",
    "keep_face": "Dieses Gesicht behalten",
    "keep": "Behalten",
    "faces": "Deine Gesichter",
    "use_face": "{name} verwenden",
    "delete_face": "{name} löschen",
    "videos": "Deine Videos",
    "videos_none": "Hier erscheinen die Videos, die du machst.",
    "videos_hint": "Ein Video wird {hours} {hours:Stunde|Stunden} nach seiner Entstehung gelöscht. Speicher die, die du behalten willst.",
    "watch": "Ansehen: {words}",
    "delete_video": "Löschen: {words}",
    "data": "Deine Daten",
    "data_text": "Fotos und Aufnahmen werden wenige Minuten nach dem Video gelöscht. Gesichter, die du behältst, bleiben, bis du sie löschst.",
    "data_download": "Alles herunterladen",
    "data_erase": "Alles löschen",
    "data_ask": "Alles löschen, was hier über dich gespeichert ist: Videos, Gesichter, Worte und Einstellungen? Das lässt sich nicht rückgängig machen.",
    "data_erased": "Alles wurde gelöscht.",
    "sign_in": "Willkommen",
    "token": "Schlüssel",
    "token_hint": "Du hast ihn von der Person bekommen, die diese Seite betreibt.",
    "token_wrong": "Dieser Schlüssel ist hier nicht bekannt. Hast du dich vertippt?",
    "sign_in_link_over": "Dieser Link wurde schon benutzt oder ist abgelaufen. Schreib im Chat /web, dann bekommst du einen neuen.",
    "enter": "Seite öffnen",
    "connection_lost": "Die Verbindung ist unterbrochen. Neuer Versuch …",
    "photo_first": "Wähl zuerst ein Foto.",
    "not_a_picture": "Das ist kein Bild.",
    "progress": "Fortschritt",
    "note": "Jedes Video wird von KI aus einem Foto gemacht und sagt das auch. Nimm nur ein Gesicht und eine Stimme, die du verwenden darfst.",
    "transcript": "Was gesagt wird",
    "faq_questions": "Fragen",
    "faq_motion": "Das Gesicht bewegt sich beim Warten",
    "faq_video": "Videodatei",
    "link_copy": "Link kopieren",
    "link_embed": "Code für eine Website kopieren",
    "link_until": "Der Link funktioniert für alle bis {date}.",
    "link_copied": "Kopiert.",
}
