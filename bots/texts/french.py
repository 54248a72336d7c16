"""What people read in French."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "Le fichier de la photo est vide. Renvoie-le, s’il te plaît.",
    "photo_too_big": "Le fichier de la photo pèse {bytes} ; je peux prendre jusqu’à {max_bytes}. "
    "Enregistre-la en plus petit, ou en JPEG.",
    "photo_unsupported": "Je n’arrive pas à lire ça comme une image (on dirait : {kind}). "
    "Envoie du JPEG, PNG, WebP, AVIF ou HEIC.",
    "photo_broken": "L’image ({kind}) est abîmée ou incomplète. Enregistre-la de nouveau, ou renvoie-la.",
    "photo_too_many_pixels": "L’image fait {megapixels} mégapixels, et son plus grand côté {side_pixels} pixels. "
    "Je peux prendre jusqu’à {max_megapixels} mégapixels et {max_side_pixels} pixels. Réduis-la, s’il te plaît.",
    "photo_too_small": "Le plus petit côté de l’image fait {side_pixels} {side_pixels:pixel|pixels} ; il m’en faut au "
    "moins {min_side_pixels}. Envoie une image plus grande, s’il te plaît.",
    # the face
    "no_face": "Je ne trouve aucun visage humain sur la photo. Envoies-en une où l’on voit tout le visage de face, à "
    "l’endroit, bien éclairé et sans rien devant.",
    "face_too_small": "Le visage ne fait que {width_pixels} {width_pixels:pixel|pixels} de large ; il m’en faut "
    "environ {min_pixels}. Envoie une photo prise de plus près, ou celle-ci en taille réelle (comme fichier).",
    "face_turned_away": "Le visage est tourné d’environ {yaw_degrees}° sur le côté et de {pitch_degrees}° vers le haut "
    "ou le bas ; ça marche jusqu’à {max_degrees}°. Envoie une photo qui regarde plus vers l’appareil.",
    "mouth_hidden": "La bouche est cachée. Envoie une photo sans rien devant : ni main, ni masque, "
    "ni micro.",
    "face_cut_off": "Le bord de l’image coupe le visage. Envoie une photo où on le voit en entier, du front au menton.",
    "face_unclear": "Il y a un visage, mais je n’en distingue pas les traits : il est tourné ou caché. Envoie une photo "
    "qui regarde vers l’appareil, sans rien devant.",
    "face_unknown": "Il n’y a pas de visage numéro {number} : je vois {count} {count:visage|visages}, en comptant "
    "depuis la gauche.",
    "several_faces": "Je vois {count} {count:visage|visages} ; c’est le numéro {number} en partant de la gauche qui "
    "parle. Pour en choisir un autre, mets son numéro devant les mots, comme ceci : « 2: Bonjour ! »",
    "face_found": "Visage {number} : {width_pixels} {width_pixels:pixel|pixels} de large, sûr à {percent}.",
    "face_small_in_picture": "Le visage ne fait que {width_pixels} {width_pixels:pixel|pixels} de large dans cette "
    "vidéo. En format vertical, il en ferait {offered_pixels}.",
    "face_far_away": "Le visage ne fait que {width_pixels} {width_pixels:pixel|pixels} de large ; on voit mal les lèvres. "
    "Le format vertical le montre de plus près ; une photo prise de plus près, c’est encore mieux.",
    "mouth_wide_open": "La bouche est grande ouverte sur la photo ; les lèvres peuvent sembler déformées quand elles se "
    "ferment. Une photo à la bouche fermée, ou presque, parle mieux.",
    "face_lost_in_picture": "Dans ce format, le visage ferait {width_pixels} {width_pixels:pixel|pixels} de large, "
    "trop peu pour le voir bouger. Choisis le format vertical, ou recadre la photo.",
    # the recording
    "sound_codec_unsupported": "Il y a du son dans ce fichier, mais d’un type que je ne sais pas lire ({codec}). Enregistre-le en MP3, M4A ou WAV et envoie-le.",
    "sound_missing": "Il n’y a pas de son dans ce fichier. Envoie un message vocal ou un fichier audio.",
    "sound_empty": "L’enregistrement est un fichier vide. Renvoie-le, s’il te plaît.",
    "sound_too_big": "L’enregistrement pèse {bytes} ; je peux prendre jusqu’à {max_bytes}. "
    "Envoies-en un plus court, ou compressé, en Ogg ou MP3 par exemple.",
    "sound_unsupported": "Je n’arrive pas à lire ça comme un enregistrement (on dirait : {kind}). "
    "Envoie du Ogg, MP3, M4A, WAV, FLAC ou WebM.",
    "sound_broken": "L’enregistrement ({kind}) est abîmé. Refais-le, ou renvoie-le.",
    "sound_too_short": "L’enregistrement dure {seconds} s ; il me faut au moins {min_seconds} s.",
    "sound_too_long": "L’enregistrement dure {seconds} s ; j’accepte jusqu’à {max_seconds} s. Raccourcis-le, s’il te plaît.",
    "sound_silent": "Je n’entends rien dans les {seconds} s de cet enregistrement. "
    "Refais-le, plus fort ou plus près du micro.",
    "input_too_costly": "Ce fichier demande bien plus de temps ou de mémoire qu’une photo ou un enregistrement. Ouvre-le dans une autre application, enregistre-le de nouveau en JPEG ou MP3, et envoie celui-là.",
    # the words
    "ipa_wrong": "« {sign} » n’est pas un signe de l’alphabet phonétique (API) dans « {ipa} ». Écris par exemple [[ʃɪˈvɔːn]], ou comme ça se prononce : Siobhán (chi-VONE).",
    "markup_refused": "Ces balises sont imbriquées sur plus de {most} niveaux ou définissent des entités. Envoie du texte simple ou seulement des balises simples.",
    "dictionary_too_long": "Avec les prononciations de ton dictionnaire, le texte fait {characters} caractères ; je peux en prendre jusqu’à {max_characters}. Raccourcis le texte ou l’entrée « {word} ».",
    "dictionary_full": "Le dictionnaire peut contenir {most} {most:mot|mots}. Retires-en d’abord.",
    "dictionary_word_wrong": "« {word} » ne peut pas figurer dans le dictionnaire : écris un mot ou un nom de {most} lettres au plus.",
    "pronunciation_wrong": "« {sound} » n’est pas une prononciation de « {word} ». Écris-le comme il se prononce, en {most} lettres au plus, par exemple chi-VONE, ou en API : [[ʃɪˈvɔːn]].",
    "text_empty": "Il n’y a encore rien à dire. Écris quelques mots.",
    "text_only_emoji": "Ce ne sont que des émojis, et ça ne se prononce pas. Ajoute quelques mots.",
    "text_too_long": "Le texte fait {characters} {characters:caractère|caractères} ; je peux en prendre jusqu’à "
    "{max_characters}. Raccourcis-le, ou fais-en deux vidéos.",
    "text_file_too_big": "Le fichier texte fait {bytes} ; j’accepte jusqu’à {max_bytes}. Envoie-en un plus court, s’il te plaît.",
    "text_file_unreadable": "Je n’arrive pas à lire ce fichier texte. Enregistre-le en texte brut (UTF-8), ou colle les mots dans un message.",
    "text_unspeakable": "Aucune voix ne sait prononcer ce texte. Écris-le en toutes lettres.",
    "script_unreadable": "Aucune voix ici ne sait lire cette écriture ({script}). Écris les mots dans une autre écriture, choisis une autre voix ou envoie un message vocal.",
    "language_unknown": "Aucune de mes voix ne parle cette langue. Choisis-en une autre dans les réglages.",
    "voice_unknown": "Je n’ai pas cette voix. Choisis-en une autre dans les réglages.",
    "option_wrong": "« {option} » ne peut pas prendre cette valeur. Possible : {allowed}.",
    "points_wrong": "Ces points ne forment pas un visage : « {point} » ne peut pas être là. Les yeux sont au-dessus de la bouche, la bouche au-dessus du menton, et la gauche est celle que tu vois.",
    # voices
    "voice_not_installed": "La voix {voice} n’est pas installée ici. Choisis-en une autre, s’il te plaît.",
    "own_voice_name_taken": "Une voix s’appelle déjà « {name} ». Choisis un autre nom.",
    "own_voice_name_wrong": "Le nom d’une voix compte de 1 à 40 lettres, chiffres, espaces ou . - _ et commence par une lettre ou un chiffre.",
    "voices_not_blendable": "Ces deux voix ne peuvent pas être mélangées : seules celles de Kokoro le peuvent.",
    "voice_damaged": "La voix {voice} est endommagée. Choisis-en une autre, s’il te plaît.",
    "voice_failed": "La voix {voice} a échoué. Choisis une autre voix, ou d’autres mots.",
    "voice_unreachable": "Je n’arrive pas à joindre la voix {voice}, qui a besoin d’internet. "
    "Réessaie plus tard, ou choisis une autre voix.",
    "voice_timeout": "La voix {voice} n’a pas répondu en {seconds} s. Réessaie plus tard, ou choisis une autre voix.",
    "voice_busy": "La voix {voice} est débordée. Réessaie dans quelques minutes, ou choisis une autre voix.",
    "voice_refused": "La voix {voice} a refusé la demande ({status}). Réessaie plus tard, ou choisis une autre voix.",
    "voice_answer_broken": "La voix {voice} a envoyé une réponse inutilisable ({why}). "
    "Réessaie plus tard, ou choisis une autre voix.",
    "recogniser_failed": "Je n’ai pas pu comprendre les mots de l’enregistrement, alors les lèvres suivent le son seul.",
    "words_not_recognised": "Je n’entends pas ces mots dans l’enregistrement ; les lèvres suivent donc le son seul. "
    "Envoie les mots exactement comme ils sont dits.",
    "voice_fell_back": "{to} a parlé à la place de {from} : {reason}.",
    "voice_kind_missing": "Aucune voix d’ici ne parle cette langue comme {kind} ; c’est donc {to} qui a parlé.",
    "too_many_own_voices": "Tu as {limit} {limit:voix à toi|voix à toi}, c’est le maximum. Supprimes-en une d’abord.",
    "captions_unavailable": "Il n’y a pas de sous-titres : aucune police ici n’a les lettres de cette écriture "
    "({script}).",
    # the chat
    "file_gone": "Je n’ai pas pu récupérer ce fichier. Renvoie-le, s’il te plaît.",
    "video_fitted": "Pour tenir dans les {max_bytes} qu’on peut envoyer ici, la vidéo est un peu moins nette.",
    "video_too_long": "La vidéo durerait {seconds} s ; dans ce format, elle peut durer jusqu’à {max_seconds} s. Raccourcis-la, ou choisis un autre format.",
    "video_cannot_fit": "La vidéo durerait {seconds} s. On ne peut envoyer ici que {max_bytes}, ce qui suffit pour {max_seconds} s. Raccourcis-la, s’il te plaît.",
    "video_too_big": "La vidéo pèse {bytes}, et on ne peut envoyer ici que {max_bytes}. "
    "Essaie avec moins de mots ou une photo plus petite.",
    # limits
    "draining": "Je suis en maintenance et ne prends pas de nouvelles vidéos pour le moment. Celles de la file seront terminées ; réessaie plus tard, s’il te plaît.",
    "queue_full": "La file est pleine : {limit} {limit:vidéo attend|vidéos attendent}. "
    "Réessaie dans quelques minutes, s’il te plaît.",
    "too_many_waiting": "Tu as déjà {limit} {limit:vidéo|vidéos} dans la file. "
    "Envoie la suivante dès que l’une d’elles est prête.",
    "queue_busy": "Il y a beaucoup à faire : {taken} des {places} places de la file sont prises. En attendant, tu peux avoir {limit} {limit:vidéo|vidéos} en attente.",
    "quota_reached": "Tu as atteint la limite de {limit} {limit:vidéo|vidéos} par jour. "
    "Tu pourras envoyer la suivante dans {time}.",
    "video_longer_than_quota": "Cela ferait environ {minutes} {minutes:minute|minutes} de vidéo, et personne ne peut avoir ici plus de {limit_minutes} {limit_minutes:minute|minutes} par jour. Raccourcis-la, s’il te plaît.",
    "quota_minutes_reached": "Tu as déjà eu {used_minutes} des {limit_minutes} {limit_minutes:minute|minutes} de vidéo d’aujourd’hui, et celle-ci en demanderait environ {minutes}. Raccourcis-la, ou patiente : il y aura de nouveau de la place dans {time}.",
    "storage_full": "Tes photos, enregistrements et vidéos occupent ici {bytes} ; il y a de la place pour {max_bytes} par personne. Retire les portraits dont tu n’as plus besoin, ou attends que d’anciennes vidéos soient supprimées.",
    "job_kills_workers": "J’ai échoué plusieurs fois sur cette photo ou cet enregistrement. "
    "Essaies-en un autre, s’il te plaît.",
    "render_timed_out": "La vidéo prenait plus de {seconds} s, alors j’ai abandonné. "
    "Essaie avec moins de mots ou une photo plus petite.",
    "render_out_of_memory": "Il n’y avait pas assez de mémoire pour cette vidéo. "
    "Essaie avec moins de mots ou une photo plus petite.",
    "media_missing": "Je n’ai plus ce fichier. Renvoie la photo et les mots, s’il te plaît.",
    # the page and the API
    "sign_in_needed": "Il faut une clé pour utiliser cette page ou son interface. Demandez-la à la personne qui s’en occupe.",
    "access_blocked": "Vous ne pouvez pas faire de vidéos ici. Adressez-vous à la personne qui gère cette page.",
    "cross_site": "Cette requête venait d’un autre site et a été refusée. Ouvrez la page elle-même et réessayez.",
    "host_unknown": "Cette page n’est pas accessible sous ce nom. Utilisez l’adresse qu’on vous a donnée.",
    "consent_missing": "Acceptez d’abord les règles : la case se trouve au-dessus du bouton.",
    "not_there": "Il n’y a rien à cette adresse. Vérifiez le numéro de la vidéo.",
    "link_over": "Ce lien a expiré : la vidéo a été supprimée.",
    "portrait_missing": "Aucun visage n’est enregistré sous ce nom.",
    "captions_missing": "Les mots de cet enregistrement ne sont pas connus, il n’y a donc pas de sous-titres. Refaites la vidéo en écrivant les mots.",
    "not_a_video": "Ce n’est pas une vidéo mp4 que je peux ouvrir. Prends-en une qui a été faite ici, en H.264.",
    "captions_unreadable": "{file} n’a pas de sous-titres que je peux lire. Il faut du WebVTT ou du SubRip en UTF-8.",
    "export_needs_background": "Une vidéo sans arrière-plan n’existe pas sous cette forme. Refais-la avec un arrière-plan.",
    "video_not_ready": "La vidéo n’est pas encore prête. Patientez un instant.",
    "field_unknown": "Il n’y a pas de champ « {field} ». Les champs sont : {allowed}.",
    "field_missing": "Le champ « {field} » manque.",
    "field_wrong": "Le champ « {field} » ne peut pas avoir cette valeur.",
    "upload_broken": "La requête est illisible. Envoyez un formulaire (multipart/form-data) ou du JSON.",
    "upload_too_big": "La requête dépasse {max_bytes}. Envoyez des fichiers plus petits.",
    "upload_too_slow": "L’envoi a duré plus de {seconds} s. Envoyez un fichier plus petit ou utilisez une connexion plus rapide.",
    "idempotency_key_used": "Une autre requête a déjà été envoyée avec cette Idempotency-Key. Prenez-en une nouvelle pour une nouvelle vidéo.",
    "speech_too_long_for_sync": "Cela fait plus de {max_seconds} s de parole, trop pour attendre. Utilisez POST /v1/videos et suivez la vidéo.",
    "too_many_streams": "Trop de connexions sont ouvertes. Fermez-en, ou réessayez dans une minute.",
    "portraits_full": "Vous avez {limit} {limit:visage enregistré|visages enregistrés}, et c’est la limite. Supprimez-en d’abord un.",
}

REASONS = {
    "voice_not_installed": "elle n’est pas installée",
    "voice_model_missing": "il n’y a pas de voix dans son dossier",
    "voice_damaged": "ses fichiers sont endommagés",
    "voice_outdated": "elle est d’une autre version",
    "voice_half_downloaded": "son téléchargement n’est pas terminé",
    "voice_failed": "elle a échoué",
    "voice_unreachable": "son service est injoignable",
    "voice_timeout": "son service n’a pas répondu à temps",
    "voice_busy": "son service est débordé",
    "voice_refused": "son service a refusé la demande",
    "voice_answer_broken": "la réponse de son service est inutilisable",
    "language_missing": "elle ne parle pas cette langue",
    "script_unreadable": "elle ne sait pas lire cette écriture",
}

STAGES = {
    Stage.WAITING: "Je me prépare",
    Stage.PHOTO: "Je regarde la photo",
    Stage.VOICE: "Je prépare la voix",
    Stage.LIPS: "Je synchronise les lèvres",
    Stage.FRAMES: "Je crée la vidéo",
}

CHAT = {
    "about_face": "Visage {face} en partant de la gauche : ",
    "demo_words": "Bonjour ! Je ne suis qu’un dessin. [happy] Donne-moi ta photo, et je la ferai parler !",
    "demo_shown": "Voilà ce que ça donne. Fait par une IA à partir d’un dessin.",
    "try_demo": "Faire parler ce dessin",
    "how_it_works": "Comment ça marche",
    "description": "Je fais parler les photos : envoie-moi la photo d’un visage avec quelques mots ou un message vocal, et tu reçois une vidéo où il les dit. Des balises comme [happy] changent l’expression. Tu peux garder des portraits ; les groupes et les albums marchent aussi. Chaque vidéo est faite par une IA et le dit.",
    "short_description": "Envoie une photo et quelques mots, et reçois une vidéo de cette photo qui parle.",
    # first words
    "start": "Bonjour ! Je fais parler les photos.\n\nEnvoie-moi la photo d’un visage avec quelques mots en légende, "
    "et tu reçois une vidéo où il les dit. Tu peux aussi répondre à la photo par un message vocal.\n\n"
    "Essaie : ta photo, avec en légende « Bonjour ! [happy] Ravi de te voir. »\n\n/help montre ce que je sais faire "
    "d’autre.",
    "help": "Envoie une photo avec quelques mots, et tu reçois une vidéo où elle les dit.\n\n"
    "• d’abord la photo, puis les mots ou un message vocal\n"
    "• des mots, un message vocal, un enregistrement ou une vidéo ronde, en réponse à une photo ou à une de mes vidéos\n"
    "• un album : {most:la première photo dit|les {most} premières photos disent} les mêmes mots\n"
    "• dans un groupe : réponds à une photo avec /speak et les mots\n\n"
    "Des balises donnent l’humeur : [joyeux] [triste] [surpris] [fâché] [chuchoté] [pause 1s]. Les émojis aussi.\n[lent] et [rapide] valent pour une phrase, [emphase]des mots[/emphase] les accentue, Siobhán (chi-VONE) indique comment se dit un nom ; /say le retient.\n\n"
    "/settings pour la voix, la langue, l’expression, le format et les sous-titres\n"
    "/save Anna garde un visage, /portraits montre ceux que tu as gardés, /as Anna Bonjour ! en fait parler un\n"
    "/cancel arrête une vidéo, /history montre tes vidéos\n"
    "/export et /delete concernent tes données, /privacy les explique",
    "privacy": "Je suis un programme. Toutes mes vidéos sont faites par une machine, et elles le disent.\n\n"
    "Ta photo et ton enregistrement sont supprimés dès que la vidéo est dans le chat, et ma copie de la vidéo un peu "
    "plus tard. Les portraits que tu gardes avec /save restent jusqu’à ce que tu les retires. Je note qui a demandé "
    "quoi et quand, pour que rien ne se perde ni ne soit fait deux fois ; au bout d’un certain temps, ton nom en est "
    "effacé.\n\n"
    "/export te donne tout, /delete efface tout.",
    "consent": "Avant ta première vidéo : n’utilise qu’un visage et une voix que tu as le droit d’utiliser, et jamais "
    "pour tromper ou blesser quelqu’un. La vidéo est faite par une IA et signalée comme telle.",
    "consent_button": "D’accord",
    "consent_thanks": "Merci. C’est parti !",
    "consent_again": "Merci. Renvoie-moi maintenant la photo et les mots, s’il te plaît.",
    "not_allowed": "Ce bot est réservé aux personnes invitées. Adresse-toi à la personne qui le gère.",
    "anonymous": "Tu écris au nom du groupe, alors je ne sais pas de qui serait la vidéo ni qui a accepté les règles. Écris en ton nom (sans « Rester anonyme ») et redemande.",
    # photo and words
    "what_to_say": "Que doit-il dire ? Envoie des mots ou un message vocal. Je garde la photo en tête {minutes} "
    "{minutes:minute|minutes}. Pour garder le visage : /save et un nom.",
    "photo_missing": "Quel visage doit dire ça ? Envoie une photo avec les mots en légende, ou réponds à une photo.",
    "one_helpful_line": "Envoie-moi la photo d’un visage avec quelques mots, et il les dira. /help en montre plus.",
    "wrong_file": "Je ne peux utiliser « {name} » ni comme image ni comme enregistrement. Images : JPEG, PNG, WebP, AVIF, HEIC. Enregistrements : Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "« {name} » n’est pas une image. Envoie du JPEG, PNG, WebP, AVIF ou HEIC.",
    "wrong_sound": "« {name} » n’est pas un enregistrement. Envoie du Ogg, MP3, M4A, WAV, FLAC ou WebM.",
    "album_cut": "D’un album, je ne prends que {most:la première photo|les {most} premières photos}.",
    "corrected": "Arrêté. Une vidéo avec les mots corrigés arrive à la place.",
    "too_many_messages": "Tu as envoyé plus de {most} {most:message|messages} que je n’ai pas encore traités. Je laisse de côté les derniers ; renvoie-les plus tard, s’il te plaît.",
    # the way of a job
    "accepted": "Bien reçu. Un instant…",
    "queued": "Tu es numéro {place} dans la file, encore {time} environ.",
    "working": "{stage}\n{bar} {percent}",
    "cancel_button": "Arrêter",
    "cancelled": "Arrêté.",
    "cancel_none": "Il n’y a rien à arrêter.",
    "cancel_late": "Trop tard pour arrêter, c’est déjà fait.",
    "not_yours": "Seule la personne qui a demandé peut utiliser ce bouton.",
    "stale": "Ce bouton ne marche plus.",
    "timed_out": "Ces boutons ont expiré. Il suffit de les redemander.",
    "made_by_ai": "Fait par une IA à partir d’une photo.",
    "no_round": "On ne peut pas envoyer de vidéo ronde ici, alors celle-ci est carrée.",
    "fault": "Quelque chose s’est mal passé de notre côté, pas du tien. Réessaie plus tard, s’il te plaît. "
    "Si tu le signales, indique {number}.",
    "given_up": "Je n’ai pas pu le faire pendant longtemps, car quelque chose dont j’ai besoin était en panne. Renvoie-le, s’il te plaît.",
    # several faces
    "choose_face": "Quelqu’un d’autre doit le dire ? Appuie sur un numéro.",
    "everyone": "Tout le monde",
    "choice_gone": "Je n’ai plus la photo ou l’enregistrement. Renvoie-le, s’il te plaît.",
    "choice_made": "Cette vidéo est déjà là, ou en route.",
    "again": "Encore",
    "other_voice": "Autre voix",
    "other_format": "Autre format",
    "save_face": "Garder ce visage",
    "say_again": "Que doit dire ce visage maintenant ? Envoie des mots ou un message vocal.",
    "same_words": "Les mêmes mots encore une fois",
    "which_voice": "Quelle voix ?",
    "voice_higher": "la même, plus aiguë",
    "voice_deeper": "la même, plus grave",
    "voice_slower": "la même, plus lente",
    "voice_faster": "la même, plus rapide",
    "which_format": "Quel format ?",
    "which_name": "Sous quel nom ?",
    # settings
    "settings": "Comment tes photos doivent-elles parler ?",
    "voice": "Voix",
    "language": "Langue",
    "expression": "Expression",
    "format": "Format",
    "captions": "Sous-titres",
    "strength": "Intensité",
    "motion": "Mouvement",
    "still": "presque immobile",
    "calm": "calme",
    "lively": "animé",
    "background": "Fond",
    "pitch": "Hauteur de la voix",
    "pace": "Débit",
    "keep": "comme sur la photo",
    "green": "fond vert",
    "transparent": "transparent (en fichier)",
    "higher": "plus aigu",
    "deeper": "plus grave",
    "slower": "plus lent",
    "faster": "plus rapide",
    "automatic": "automatique",
    "on": "oui",
    "off": "non",
    "neutral": "comme sur la photo",
    "happy": "joyeuse",
    "sad": "triste",
    "surprised": "surprise",
    "angry": "en colère",
    "original": "comme la photo",
    "square": "carré",
    "portrait": "vertical 9:16",
    "landscape": "horizontal 16:9",
    "round": "message vidéo rond",
    "back": "Retour",
    "hear": "Écouter {voice}",
    "sample": "Bonjour ! Voilà ma voix.",
    "sample_failed": "Cette voix ne répond pas en ce moment.",
    "language_how": "Dans quelle langue écris-tu ? Pour toute autre : /language et son nom, comme ceci : /language italien",
    "choose": "Choisis :",
    "holds": "{kind} : {value}. C’est noté.",
    "choice_not_known": "« {typed} » ne fait pas partie des choix.",
    "language_not_known": "Aucune voix ici ne parle « {typed} ».",
    "did_you_mean": "Tu voulais dire : {names} ?",
    "kind_woman": "une femme",
    "kind_man": "un homme",
    "kind_child": "un enfant",
    "take_woman": "Voix de femme",
    "take_man": "Voix d’homme",
    "take_child": "Voix d’enfant",
    "used_woman": "J’ai pris une voix de femme ; les boutons ci-dessous permettent d’en changer.",
    "used_man": "J’ai pris une voix d’homme ; les boutons ci-dessous permettent d’en changer.",
    "used_child": "J’ai pris une voix d’enfant ; les boutons ci-dessous permettent d’en changer.",
    "voice_holds": "{spoken}, voix : {value}.",
    "voice_how": "Touche une voix pour la choisir, ▶ pour l’écouter. /voice create Papi en crée une à toi.",
    "voice_other_language": "Autre langue",
    "voice_languages": "Pour quelle langue ?",
    "voice_create_how": "Donne-lui un nom, par exemple : /voice create Papi",
    "voice_made_of": "« {name} » est faite à partir de : {base}. Hauteur {pitch} %, débit {pace} %, taille du locuteur {size} %.",
    "voice_mixed_with": "Mélangée avec : {second} ({share} %).",
    "larger": "plus grand",
    "smaller": "plus petit",
    "voice_use": "L’utiliser",
    "voice_base": "Faite de …",
    "voice_mix": "Mélanger avec …",
    "voice_delete": "Supprimer",
    "voice_deleted": "La voix {name} est supprimée.",
    "voice_not_yours": "Tu n’as créé aucune voix nommée « {name} ».",
    "whose_voice": "Quelle voix doit-il avoir ?",
    "portrait_voice": "{name} parle maintenant avec cette voix : {kind}.",
    "voice_espeak-woman": "robot : une femme (eSpeak)",
    "voice_espeak-man": "robot : un homme (eSpeak)",
    "voice_espeak-child": "robot : un enfant (eSpeak)",
    "voice_espeak": "comme un robot (eSpeak)",
    "voice_piper": "naturelle (Piper)",
    "voice_google": "Google, par internet",
    "voice_hibari": "une femme (naturelle)",
    "voice_hibari-child": "un enfant (naturel)",
    "voice_hibari-man": "un homme (naturel)",
    # portraits
    "save_how": "Réponds à une photo avec /save et un nom, comme ceci : /save Anna",
    "saved": "C’est gardé. Essaie : /as {name} Bonjour !",
    "save_full": "Tu as {most} {most:portrait|portraits}, c’est la limite. Retires-en un d’abord : /portraits",
    "say_how": "Voici comment m’apprendre un mot : /say Siobhán = chi-VONE\n\nÉcris-le comme il se prononce, la syllabe accentuée en majuscules, ou en alphabet phonétique : /say Nguyen = [[wɪn]]. Pour un seul texte : Siobhán (chi-VONE).",
    "say_list": "Voici comment je dis tes mots. ▶ en fait écouter un, ✕ le retire.",
    "say_saved": "« {word} » se dit maintenant « {sound} ».",
    "say_removed": "« {word} » n’est plus dans ton dictionnaire.",
    "portraits": "Tes portraits. Appuie sur l’un d’eux pour le faire parler.",
    "portraits_remove": "En retirer un…",
    "which_face": "Lequel faut-il retirer ?",
    "portrait_says": "Que doit dire {name} ? Envoie des mots ou un message vocal.",
    "portrait_back": "Le portrait {name} est de retour.",
    "undo": "Annuler",
    "portraits_none": "Tu n’as pas encore de portrait. Réponds à une photo avec /save et un nom.",
    "portrait_removed": "Le portrait {name} est retiré.",
    "portrait_unknown": "Tu n’as pas de portrait de ce nom. /portraits montre les tiens.",
    "as_how": "Écris /as, le nom d’un portrait et ce qu’il doit dire : /as Anna Bonjour !",
    # their data
    "history": "Tes dernières vidéos :",
    "history_none": "Tu n’as pas encore de vidéo.",
    "state_queued": "en attente",
    "state_running": "en cours",
    "state_rendered": "en route",
    "state_delivered": "livrée",
    "state_failed": "échouée",
    "state_cancelled": "arrêtée",
    "export": "Voici tout ce que je sais de toi.",
    "delete_ask": "Supprimer tout ce que je sais de toi : réglages, portraits, demandes et mes copies de tes vidéos ? "
    "Les messages de ce chat restent ; tu peux les supprimer toi-même. C’est définitif.",
    "delete_yes": "Tout supprimer",
    "delete_no": "Garder",
    "deleted": "Tout est supprimé. Envoie une photo quand tu veux, et on repart de zéro.",
    "kept": "Rien n’a été supprimé.",
}

COMMANDS = {
    "speak": "faire parler la photo à laquelle tu réponds",
    "settings": "voix, langue, expression, format, sous-titres",
    "voice": "choisir une voix, et l’écouter d’abord",
    "language": "choisir la langue",
    "expression": "choisir l’expression",
    "format": "choisir la forme de la vidéo",
    "captions": "afficher les mots dans la vidéo",
    "say": "m’apprendre comment se dit un mot",
    "save": "garder le visage d’une photo comme portrait",
    "portraits": "montrer tes portraits",
    "as": "faire parler un de tes portraits",
    "cancel": "arrêter la vidéo en cours",
    "history": "tes dernières vidéos",
    "export": "recevoir tout ce que je sais de toi",
    "delete": "supprimer tout ce que je sais de toi",
    "privacy": "ce que deviennent tes photos",
    "help": "comment ça marche",
}

DISCORD = {
    "voice_create_how": "Donne-lui un nom : /voice create:Papi",
    "voice_how": "Clique sur une voix pour la choisir, sur ▶ pour l’écouter. /voice create: en crée une à toi.",
    "help": "Donne-moi une photo avec quelques mots, et tu reçois une vidéo où elle les dit.\n\n"
    "• /speak avec une photo et un texte ou un enregistrement ; s’il manque les deux, je te les demande\n"
    "• le menu de tout message avec une image : Applications → Fais-la parler\n"
    "• en message privé : une photo avec des mots\n\n"
    "Des balises donnent l’humeur : [joyeux] [triste] [surpris] [fâché] [chuchoté] [pause 1s]. Les émojis aussi.\n[lent] et [rapide] valent pour une phrase, [emphase]des mots[/emphase] les accentue, Siobhán (chi-VONE) indique comment se dit un nom ; /say le retient.\n\n"
    "/settings pour la voix, la langue, l’expression, le format et les sous-titres\n"
    "/portrait save garde un visage ; /speak portrait: le fait parler\n"
    "/cancel arrête une vidéo, /mydata concerne tes données, /privacy les explique",
    "help_replies": "Réponds à une de mes vidéos par des mots ou un message vocal, et le même visage les dit. Répondre à n’importe quelle image par un message vocal marche aussi.",
    "help_mentions": "Réponds à une de mes vidéos en me mentionnant, et le même visage dit tes mots.",
    "privacy": "Je suis un programme. Toutes mes vidéos sont faites par une machine, et elles le disent.\n\n"
    "Ta photo et ton enregistrement sont supprimés dès que la vidéo est dans le chat, et ma copie de la vidéo un peu "
    "plus tard. Les portraits que tu gardes restent jusqu’à ce que tu les retires. Je note qui a demandé quoi et quand, "
    "pour que rien ne se perde ni ne soit fait deux fois ; au bout d’un certain temps, ton nom en est effacé.\n\n"
    "/mydata export te donne tout, /mydata delete efface tout.",
    "what_to_say": "Que doit-il dire ? Réponds à ceci par des mots ou un message vocal, ou utilise /speak text:. "
    "Je garde la photo en tête {minutes} {minutes:minute|minutes}. Pour garder le visage : /portrait save.",
    "what_to_say_next": "Que doit-il dire ? Utilise /speak text: dans les {minutes} {minutes:minute|minutes} ; je garde la photo en tête jusque-là. Pour garder le visage : /portrait save.",
    "photo_missing": "Quel visage doit dire ça ? Donne-moi une photo avec /speak photo:, ou ouvre le menu d’un message "
    "avec une image : Applications → Fais-la parler.",
    "one_helpful_line": "Donne-moi avec /speak la photo d’un visage et quelques mots, et il les dira. "
    "/help en montre plus.",
    "not_shown": "Discord ne me montre pas ce que tu as écrit ici. Utilise /speak, ou le menu du message avec "
    "l’image : Applications → Fais-la parler.",
    "say_how": "Voici comment m’apprendre un mot : /say word:Siobhán sounds:chi-VONE\n\nÉcris-le comme il se prononce, la syllabe accentuée en majuscules, ou en alphabet phonétique : [[wɪn]]. Pour un seul texte : Siobhán (chi-VONE).",
    "save_how": "Donne-moi une photo avec /portrait save photo:, ou montre-m’en une d’abord.",
    "saved": "C’est gardé. Essaie : /speak portrait:{name} text:Bonjour !",
    "save_full": "Tu as {most} {most:portrait|portraits}, c’est la limite. Retires-en un d’abord : /portrait delete",
    "portraits_none": "Tu n’as pas encore de portrait. Gardes-en un avec /portrait save.",
    "portrait_unknown": "Tu n’as pas de portrait de ce nom. /portrait list montre les tiens.",
    "language_how": "Dans quelle langue écris-tu ? Pour toute autre : /language name:",
    "make_it_talk": "Fais-la parler",
    "form": "Que doit-il dire ?",
    "form_words": "Mots",
    "form_sound": "ou un enregistrement",
}

DISCORD_COMMANDS = {
    "speak": "faire parler une photo",
    "speak photo": "le visage de qui",
    "speak text": "ce qu’il dit",
    "speak sound": "un enregistrement à la place des mots",
    "speak portrait": "un de tes portraits",
    "speak voice": "quelle voix",
    "speak language": "langue du texte, par exemple français",
    "speak expression": "quel air il prend",
    "speak format": "la forme de la vidéo",
    "speak captions": "afficher les mots dans la vidéo",
    "speak private": "toi seul vois la vidéo",
    "portrait": "les visages que tu gardes",
    "portrait save": "garder le visage d’une photo",
    "portrait list": "montrer tes portraits",
    "portrait delete": "retirer un portrait",
    "portrait name": "son nom",
    "portrait photo": "la photo ; sinon la dernière que tu m’as montrée",
    "voice": "choisir une voix, et l’écouter d’abord",
    "voice name": "choisir une voix par son nom",
    "voice create": "créer une voix à toi sous ce nom",
    "voice delete": "supprimer une voix à toi",
    "language": "choisir la langue de tes mots",
    "language name": "son nom, par exemple français",
    "say": "m’apprendre comment se dit un mot",
    "say word": "le mot, tel qu’il s’écrit",
    "say sounds": "comme il se prononce, par exemple chi-VONE ; sans cela, ta liste s’affiche",
    "settings": "voix, langue, expression, format, sous-titres",
    "cancel": "arrêter ta vidéo en cours ici",
    "mydata": "tout ce que je sais de toi",
    "mydata export": "le recevoir dans un fichier",
    "mydata delete": "le supprimer",
    "help": "comment ça marche",
    "privacy": "ce que deviennent tes photos",
}

STUDIO = {
    "title": "Faites parler une photo",
    "lead": "Choisissez une photo, écrivez quelques mots, et elle les dit.",
    "photo": "La photo",
    "photo_choose": "Choisir une photo",
    "photo_drop": "ou déposez-la ici, ou collez-la",
    "photo_camera": "Utiliser l’appareil photo",
    "photo_demo": "Essayer avec un dessin",
    "photo_change": "Une autre photo",
    "photo_alt": "La photo que vous avez choisie",
    "photo_looking": "Recherche des visages…",
    "face_ready": "Prêt à parler",
    "face_number": "Visage {number}",
    "camera": "Appareil photo",
    "camera_take": "Prendre la photo",
    "camera_blocked": "L’appareil photo n’est pas disponible. Autorisez-le dans le navigateur, à côté de l’adresse.",
    "microphone_blocked": "Le micro n’est pas disponible. Autorisez-le dans le navigateur, à côté de l’adresse.",
    "needs_https": "Les navigateurs n’autorisent l’appareil photo et le micro que sur les pages https, ou sur l’ordinateur où tourne cette page.",
    "close": "Fermer",
    "speech": "Que doit-elle dire ?",
    "write": "Écrire",
    "record": "Enregistrer",
    "words": "Mots",
    "words_example": "Bonjour ! [happy] Quel plaisir de vous voir.",
    "line_says": "Le visage {number} dit",
    "line_add": "Ajouter une ligne",
    "letters": "{count} caractères sur {most}",
    "marks": "Humeurs et pauses",
    "whisper": "chuchoter",
    "pause": "pause",
    "guessed": "{language}, d’après les mots",
    "record_start": "Commencer l’enregistrement",
    "record_stop": "Arrêter l’enregistrement",
    "record_again": "Enregistrer à nouveau",
    "record_file": "Choisir un enregistrement",
    "record_level": "Volume",
    "record_words": "Les mots de l’enregistrement, pour les sous-titres (facultatif)",
    "record_yours": "Votre enregistrement",
    "who_speaks": "Qui parle ?",
    "look": "Expression, format, sous-titres…",
    "make": "Créer la vidéo",
    "ready": "Votre vidéo est prête.",
    "save_video": "Enregistrer la vidéo",
    "save_poster": "Image",
    "save_vtt": "Sous-titres (VTT)",
    "save_srt": "Sous-titres (SRT)",
    "save_transcript": "Texte",
    "keep_face": "Garder ce visage",
    "keep": "Garder",
    "faces": "Vos visages",
    "use_face": "Utiliser {name}",
    "delete_face": "Supprimer {name}",
    "videos": "Vos vidéos",
    "videos_none": "Les vidéos que vous créez apparaissent ici.",
    "videos_hint": "Une vidéo est supprimée {hours} {hours:heure|heures} après sa création. Enregistrez celles que vous voulez garder.",
    "watch": "Regarder : {words}",
    "delete_video": "Supprimer : {words}",
    "data": "Vos données",
    "data_text": "Les photos et les enregistrements sont supprimés quelques minutes après la vidéo. Les visages que vous gardez restent jusqu’à ce que vous les supprimiez.",
    "data_download": "Tout télécharger",
    "data_erase": "Tout supprimer",
    "data_ask": "Supprimer tout ce qui est stocké ici à votre sujet : vidéos, visages, mots et réglages ? C’est définitif.",
    "data_erased": "Tout a été supprimé.",
    "sign_in": "Bienvenue",
    "token": "Clé",
    "token_hint": "La personne qui gère cette page vous l’a donnée.",
    "token_wrong": "Cette clé est inconnue ici. Vérifiez la saisie.",
    "sign_in_link_over": "Ce lien a déjà servi ou n’est plus valable. Écrivez /web dans la conversation pour en recevoir un autre.",
    "enter": "Ouvrir la page",
    "connection_lost": "La connexion est coupée. Nouvel essai…",
    "photo_first": "Choisissez d’abord une photo.",
    "not_a_picture": "Ce n’est pas une image.",
    "progress": "Progression",
    "note": "Chaque vidéo est faite par une IA à partir d’une photo, et l’indique. N’utilisez qu’un visage et une voix que vous avez le droit d’utiliser.",
    "transcript": "Ce qui est dit",
    "link_copy": "Copier un lien",
    "link_embed": "Copier le code pour un site web",
    "link_until": "Le lien fonctionne pour tout le monde jusqu’au {date}.",
    "link_copied": "Copié.",
}
