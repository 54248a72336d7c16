"""What people read in Portuguese: written for Brazil, and understood everywhere."""

from __future__ import annotations

from talking_photo.core.model import Stage

SENTENCES = {
    # the photo
    "photo_empty": "O arquivo da foto está vazio. Envie de novo, por favor.",
    "photo_too_big": "O arquivo da foto tem {bytes}; aceito até {max_bytes}. Salve menor, ou como JPEG.",
    "photo_unsupported": "Não consigo ler isto como imagem (parece ser: {kind}). Envie JPEG, PNG, WebP, AVIF ou HEIC.",
    "photo_broken": "A imagem ({kind}) está danificada ou incompleta. Salve ou envie de novo.",
    "photo_too_many_pixels": "A imagem tem {megapixels} megapixels, e o lado maior tem {side_pixels} pixels. "
    "Aceito até {max_megapixels} megapixels e {max_side_pixels} pixels. Reduza a imagem, por favor.",
    "photo_too_small": "O lado menor da imagem tem {side_pixels} {side_pixels:pixel|pixels}; preciso de pelo menos "
    "{min_side_pixels}. Envie uma imagem maior, por favor.",
    # the face
    "no_face": "Não encontrei nenhum rosto humano na foto. Envie uma em que o rosto apareça inteiro e de frente, sem "
    "estar de cabeça para baixo, bem iluminado e sem nada na frente.",
    "face_too_small": "O rosto tem só {width_pixels} {width_pixels:pixel|pixels} de largura; preciso de uns "
    "{min_pixels}. Envie uma foto mais de perto, ou esta em tamanho original (como arquivo).",
    "face_turned_away": "O rosto está virado cerca de {yaw_degrees}° para o lado e {pitch_degrees}° para cima ou para "
    "baixo; até {max_degrees}° funciona. Envie uma foto que olhe mais para a câmera.",
    "mouth_hidden": "A boca está coberta ou fora da imagem. Envie uma foto sem nada na frente: nem mão, nem máscara, "
    "nem microfone.",
    "face_unknown": "Não existe rosto número {number}: vejo {count} {count:rosto|rostos}, contando da esquerda.",
    "several_faces": "Vejo {count} {count:rosto|rostos}; quem fala é o número {number} a partir da esquerda. Para "
    "escolher outro, ponha o número antes das palavras, assim: “2: Olá!”",
    "face_found": "Rosto {number}: {width_pixels} {width_pixels:pixel|pixels} de largura, {percent} de certeza.",
    "face_small_in_picture": "O rosto tem só {width_pixels} {width_pixels:pixel|pixels} de largura neste vídeo. "
    "No formato vertical teria {offered_pixels}.",
    "face_lost_in_picture": "Neste formato o rosto teria {width_pixels} {width_pixels:pixel|pixels} de largura, pouco "
    "demais para ver o movimento. Escolha o formato vertical, ou recorte a foto.",
    # the recording
    "sound_codec_unsupported": "Há som nesse arquivo, mas de um tipo que não consigo ler ({codec}). Salve-o como MP3, M4A ou WAV e envie.",
    "sound_missing": "Esse arquivo não tem som. Envie uma mensagem de voz ou um arquivo de áudio.",
    "sound_empty": "A gravação é um arquivo vazio. Envie de novo, por favor.",
    "sound_too_big": "A gravação tem {bytes}; aceito até {max_bytes}. "
    "Envie uma mais curta, ou comprimida, como Ogg ou MP3.",
    "sound_unsupported": "Não consigo ler isto como gravação (parece ser: {kind}). "
    "Envie Ogg, MP3, M4A, WAV, FLAC ou WebM.",
    "sound_broken": "A gravação ({kind}) está danificada. Grave ou envie de novo.",
    "sound_too_short": "A gravação dura {seconds} s; preciso de pelo menos {min_seconds} s.",
    "sound_too_long": "A gravação tem {seconds} s; aceito até {max_seconds} s. Encurte, por favor.",
    "sound_silent": "Não ouço nada nos {seconds} s desta gravação. "
    "Grave de novo, mais alto ou mais perto do microfone.",
    "input_too_costly": "Este arquivo exige muito mais tempo ou memória do que uma foto ou uma gravação. Abra em outro aplicativo, salve de novo como JPEG ou MP3 e envie esse.",
    # the words
    "ipa_wrong": "“{sign}” não é um sinal do alfabeto fonético (AFI) em “{ipa}”. Escreva por exemplo [[ʃɪˈvɔːn]], ou como se pronuncia: Siobhán (xi-VÓN).",
    "markup_refused": "Estas marcações têm mais de {most} níveis ou definem entidades. Envie texto simples ou só marcações simples.",
    "dictionary_too_long": "Com as pronúncias do seu dicionário o texto tem {characters} caracteres; aceito até {max_characters}. Encurte o texto ou a entrada de “{word}”.",
    "dictionary_full": "No dicionário cabem {most} {most:palavra|palavras}. Remova alguma primeiro.",
    "dictionary_word_wrong": "“{word}” não pode estar no dicionário: escreva uma palavra ou um nome de até {most} letras.",
    "pronunciation_wrong": "“{sound}” não é uma pronúncia de “{word}”. Escreva como se diz, com até {most} letras, por exemplo xi-VÓN, ou em AFI: [[ʃɪˈvɔːn]].",
    "text_empty": "Ainda não há nada para dizer. Escreva algumas palavras.",
    "text_only_emoji": "São só emojis, e não dá para pronunciá-los. Acrescente algumas palavras.",
    "text_too_long": "O texto tem {characters} {characters:caractere|caracteres}; aceito até {max_characters}. "
    "Encurte, ou divida em dois vídeos.",
    "text_file_too_big": "O arquivo de texto tem {bytes}; aceito até {max_bytes}. Envie um mais curto, por favor.",
    "text_file_unreadable": "Não consigo ler este arquivo de texto. Salve como texto simples (UTF-8) ou cole as palavras em uma mensagem.",
    "text_unspeakable": "Nenhuma voz consegue pronunciar este texto. Escreva por extenso.",
    "script_unreadable": "Nenhuma voz daqui sabe ler esta escrita ({script}). Escreva as palavras em outra escrita, escolha outra voz ou envie uma mensagem de voz.",
    "language_unknown": "Nenhuma das minhas vozes fala esse idioma. Escolha outro nos ajustes.",
    "voice_unknown": "Não tenho essa voz. Escolha outra nos ajustes.",
    "option_wrong": "“{option}” não aceita esse valor. Aceita: {allowed}.",
    # voices
    "voice_not_installed": "A voz {voice} não está instalada aqui. Escolha outra, por favor.",
    "own_voice_name_taken": "Já existe uma voz chamada “{name}”. Escolha outro nome.",
    "own_voice_name_wrong": "O nome de uma voz tem de 1 a 40 letras, algarismos, espaços ou . - _ e começa com uma letra ou um algarismo.",
    "voices_not_blendable": "Estas duas vozes não podem ser misturadas: só as de Kokoro podem.",
    "voice_damaged": "A voz {voice} está danificada. Escolha outra, por favor.",
    "voice_failed": "A voz {voice} falhou. Escolha outra, ou outras palavras.",
    "voice_unreachable": "Não consigo falar com a voz {voice}; ela precisa de internet. "
    "Tente mais tarde, ou escolha outra.",
    "voice_timeout": "A voz {voice} não respondeu em {seconds} s. Tente mais tarde, ou escolha outra.",
    "voice_busy": "A voz {voice} está ocupada. Tente daqui a alguns minutos, ou escolha outra.",
    "voice_refused": "A voz {voice} recusou o pedido ({status}). Tente mais tarde, ou escolha outra.",
    "voice_answer_broken": "A voz {voice} mandou uma resposta que não serve ({why}). "
    "Tente mais tarde, ou escolha outra.",
    "recogniser_failed": "Não consegui entender as palavras da gravação, então os lábios seguem só o som.",
    "words_not_recognised": "Não ouço estas palavras na gravação, então os lábios seguem só o som. "
    "Envie as palavras exatamente como são ditas.",
    "voice_fell_back": "{to} falou no lugar de {from}: {reason}.",
    "captions_unavailable": "Não há legendas: nenhuma fonte daqui tem as letras desta escrita ({script}).",
    # the chat
    "file_gone": "Não consegui baixar esse arquivo. Envie de novo, por favor.",
    "video_fitted": "Para caber nos {max_bytes} que dá para enviar aqui, o vídeo ficou um pouco menos nítido.",
    "video_too_long": "O vídeo teria {seconds} s; neste formato pode ter até {max_seconds} s. Encurte ou escolha outro formato.",
    "video_cannot_fit": "O vídeo teria {seconds} s. Aqui só dá para enviar {max_bytes}, o que basta para {max_seconds} s. Encurte, por favor.",
    "video_too_big": "O vídeo tem {bytes}, e aqui só dá para enviar {max_bytes}. "
    "Tente com menos palavras ou uma foto menor.",
    # limits
    "draining": "Estou em manutenção e não aceito vídeos novos por um tempo. Os que já estão na fila serão concluídos; tente mais tarde, por favor.",
    "queue_full": "A fila está cheia: {limit} {limit:vídeo esperando|vídeos esperando}. "
    "Tente de novo daqui a alguns minutos, por favor.",
    "too_many_waiting": "Você já tem {limit} {limit:vídeo|vídeos} na fila. Envie o próximo quando um deles ficar "
    "pronto.",
    "queue_busy": "Há muito para fazer: {taken} dos {places} lugares da fila estão ocupados. Enquanto for assim, você pode ter {limit} {limit:vídeo|vídeos} esperando.",
    "quota_reached": "Você chegou ao limite de {limit} {limit:vídeo|vídeos} por dia. "
    "Dá para enviar o próximo em {time}.",
    "video_longer_than_quota": "Seriam cerca de {minutes} {minutes:minuto|minutos} de vídeo, e aqui ninguém pode ter mais de {limit_minutes} {limit_minutes:minuto|minutos} por dia. Encurte, por favor.",
    "quota_minutes_reached": "Você já usou {used_minutes} dos {limit_minutes} {limit_minutes:minuto|minutos} de vídeo de hoje, e este precisaria de cerca de {minutes}. Encurte ou espere: em {time} há espaço de novo.",
    "storage_full": "As suas fotos, gravações e vídeos ocupam {bytes} aqui; há espaço para {max_bytes} por pessoa. Remova retratos de que não precisa mais, ou espere até que vídeos mais antigos sejam apagados.",
    "job_kills_workers": "Falhei mais de uma vez com esta foto ou gravação. Tente outra, por favor.",
    "render_timed_out": "O vídeo estava demorando mais de {seconds} s, então desisti. "
    "Tente com menos palavras ou uma foto menor.",
    "render_out_of_memory": "Faltou memória para este vídeo. Tente com menos palavras ou uma foto menor.",
    "media_missing": "Não tenho mais esse arquivo. Envie a foto e as palavras de novo, por favor.",
    # the page and the API
    "sign_in_needed": "Você precisa de uma chave para usar esta página ou a interface dela. Peça a quem a administra.",
    "access_blocked": "Você não pode fazer vídeos aqui. Fale com quem administra esta página.",
    "cross_site": "Este pedido veio de outro site e foi recusado. Abra a própria página e tente de novo.",
    "host_unknown": "Esta página não é acessada por esse nome. Use o endereço que você recebeu.",
    "consent_missing": "Aceite primeiro as regras: a caixa fica acima do botão.",
    "not_there": "Não há nada neste endereço. Confira o número do vídeo.",
    "portrait_missing": "Não há nenhum rosto guardado com esse nome.",
    "captions_missing": "As palavras desta gravação não são conhecidas, por isso não há legendas. Faça o vídeo de novo com as palavras escritas.",
    "video_not_ready": "O vídeo ainda não está pronto. Espere um momento.",
    "field_unknown": "Não existe o campo “{field}”. Os campos são: {allowed}.",
    "field_missing": "Falta o campo “{field}”.",
    "field_wrong": "O campo “{field}” não pode ter esse valor.",
    "upload_broken": "Não consigo ler o pedido. Envie um formulário (multipart/form-data) ou JSON.",
    "upload_too_big": "O pedido tem mais de {max_bytes}. Envie arquivos menores.",
    "upload_too_slow": "O envio demorou mais de {seconds} s. Envie um arquivo menor ou use uma conexão mais rápida.",
    "idempotency_key_used": "Outro pedido já foi enviado com esta Idempotency-Key. Use uma nova para um novo vídeo.",
    "speech_too_long_for_sync": "São mais de {max_seconds} s de fala, tempo demais para esperar. Use POST /v1/videos e acompanhe o vídeo.",
    "too_many_streams": "Há conexões demais abertas. Feche algumas ou tente de novo em um minuto.",
    "portraits_full": "Você tem {limit} {limit:rosto guardado|rostos guardados}, e esse é o limite. Apague um primeiro.",
}

REASONS = {
    "voice_not_installed": "não está instalada",
    "voice_model_missing": "não há nenhuma voz na pasta dela",
    "voice_damaged": "os arquivos dela estão danificados",
    "voice_outdated": "é de outra versão",
    "voice_half_downloaded": "o download dela não terminou",
    "voice_failed": "falhou",
    "voice_unreachable": "não dá para acessar o serviço dela",
    "voice_timeout": "o serviço dela não respondeu a tempo",
    "voice_busy": "o serviço dela está ocupado",
    "voice_refused": "o serviço dela recusou o pedido",
    "voice_answer_broken": "a resposta do serviço dela não serve",
    "language_missing": "não fala este idioma",
    "script_unreadable": "não sabe ler esta escrita",
}

STAGES = {
    Stage.WAITING: "Já vai começar",
    Stage.PHOTO: "Olhando a foto",
    Stage.VOICE: "Preparando a voz",
    Stage.LIPS: "Sincronizando os lábios",
    Stage.FRAMES: "Criando o vídeo",
}

CHAT = {
    "about_face": "Rosto {face} a partir da esquerda: ",
    "demo_words": "Olá! Sou só um desenho. [happy] Me dê a sua foto, e eu a faço falar!",
    "demo_shown": "É isto que sai. Feito por IA a partir de um desenho.",
    "try_demo": "Fazer este desenho falar",
    "how_it_works": "Como funciona",
    "description": "Eu faço fotos falarem: mande a foto de um rosto com algumas palavras ou uma mensagem de voz e receba um vídeo em que ele as diz. Marcas como [happy] mudam a expressão. Dá para guardar retratos; grupos e álbuns também funcionam. Cada vídeo é feito por IA e diz isso.",
    "short_description": "Mande uma foto e algumas palavras, e receba um vídeo dessa foto falando.",
    # first words
    "start": "Olá! Eu faço fotos falarem.\n\nMande a foto de um rosto com algumas palavras na legenda e receba um vídeo "
    "em que ele as diz. Também dá para responder à foto com uma mensagem de voz.\n\n"
    "Experimente: a sua foto, com a legenda “Olá! [happy] Que bom ver você.”\n\n/help mostra o que mais eu sei fazer.",
    "help": "Mande uma foto com algumas palavras e receba um vídeo em que ela as diz.\n\n"
    "• primeiro a foto, depois as palavras ou uma mensagem de voz\n"
    "• palavras, mensagem de voz, gravação ou vídeo redondo em resposta a qualquer foto ou a um vídeo meu\n"
    "• um álbum: {most:a primeira foto diz|as primeiras {most} fotos dizem} as mesmas palavras\n"
    "• em grupos: responda a uma foto com /speak e as palavras\n\n"
    "Marcas mudam o clima: [feliz] [triste] [surpreso] [zangado] [sussurro] [pausa 1s]. Emojis também.\n[devagar] e [rápido] valem para uma frase, [ênfase]palavras[/ênfase] as destaca, Siobhán (xi-VÓN) diz como soa um nome; /say guarda isso.\n\n"
    "/settings para voz, idioma, expressão, formato e legendas\n"
    "/save Ana guarda um rosto, /portraits mostra os guardados, /as Ana Olá! faz um deles falar\n"
    "/cancel para um vídeo, /history mostra os seus vídeos\n"
    "/export e /delete são para os seus dados, /privacy explica",
    "privacy": "Eu sou um programa. Todos os meus vídeos são feitos por uma máquina, e eles dizem isso.\n\n"
    "A sua foto e a sua gravação são apagadas assim que o vídeo está no chat, e a minha cópia do vídeo um pouco depois. "
    "Os retratos que você guarda com /save ficam até você removê-los. Anoto quem pediu o quê e quando, para que nada se "
    "perca nem seja feito duas vezes; depois de um tempo, o seu nome é apagado dali.\n\n"
    "/export entrega tudo, /delete apaga tudo.",
    "consent": "Antes do primeiro vídeo: use apenas um rosto e uma voz que você tem o direito de usar, e nunca para "
    "enganar ou ferir alguém. O vídeo é feito por IA e vem identificado assim.",
    "consent_button": "Concordo",
    "consent_thanks": "Obrigado. Vamos lá!",
    "consent_again": "Obrigado. Agora mande a foto e as palavras de novo, por favor.",
    "not_allowed": "Este bot é só para convidados. Fale com quem cuida dele.",
    "anonymous": "Você está escrevendo como o grupo, então não sei de quem seria o vídeo nem quem aceitou as regras. Escreva no seu próprio nome (sem “Permanecer anônimo”) e peça de novo.",
    # photo and words
    "what_to_say": "O que ele deve dizer? Mande palavras ou uma mensagem de voz. Vou lembrar da foto por {minutes} "
    "{minutes:minuto|minutos}. Para guardar o rosto: /save e um nome.",
    "photo_missing": "Qual rosto deve dizer isso? Mande uma foto com as palavras na legenda, ou responda a uma foto.",
    "one_helpful_line": "Mande a foto de um rosto com algumas palavras, e ele vai dizê-las. /help mostra mais.",
    "wrong_file": "Não consigo usar “{name}” nem como imagem nem como gravação. Imagens: JPEG, PNG, WebP, AVIF, HEIC. Gravações: Ogg, MP3, M4A, WAV, FLAC, WebM.",
    "wrong_photo": "“{name}” não é uma imagem. Envie JPEG, PNG, WebP, AVIF ou HEIC.",
    "wrong_sound": "“{name}” não é uma gravação. Envie Ogg, MP3, M4A, WAV, FLAC ou WebM.",
    "album_cut": "De um álbum eu uso só {most:a primeira foto|as primeiras {most} fotos}.",
    "corrected": "Parado. No lugar vem um vídeo com as palavras corrigidas.",
    "too_many_messages": "Você enviou mais de {most} {most:mensagem|mensagens} que ainda não consegui atender. Vou pular as últimas; envie de novo mais tarde, por favor.",
    # the way of a job
    "accepted": "Recebi. Um momento…",
    "queued": "Você é o número {place} da fila, faltam cerca de {time}.",
    "working": "{stage}\n{bar} {percent}",
    "cancel_button": "Parar",
    "cancelled": "Parado.",
    "cancel_none": "Não há nada para parar.",
    "cancel_late": "Tarde demais para parar, já está pronto.",
    "not_yours": "Só quem pediu pode usar este botão.",
    "stale": "Este botão não funciona mais.",
    "timed_out": "Estes botões expiraram. É só pedir de novo.",
    "made_by_ai": "Feito por IA a partir de uma foto.",
    "no_round": "Não dá para enviar vídeos redondos aqui, então este é quadrado.",
    "fault": "Algo deu errado do nosso lado, não do seu. Tente mais tarde, por favor. "
    "Se for avisar, informe {number}.",
    "given_up": "Não consegui fazer isso por muito tempo, porque algo de que preciso estava fora do ar. Envie de novo, por favor.",
    # several faces
    "choose_face": "Outra pessoa deve dizer? Toque em um número.",
    "everyone": "Todos",
    "choice_gone": "Não tenho mais a foto ou a gravação. Envie de novo, por favor.",
    "choice_made": "Esse vídeo já está aqui, ou a caminho.",
    "again": "De novo",
    "other_voice": "Outra voz",
    "other_format": "Outro formato",
    "save_face": "Guardar este rosto",
    "say_again": "O que este rosto deve dizer agora? Mande palavras ou uma mensagem de voz.",
    "same_words": "As mesmas palavras de novo",
    "which_voice": "Qual voz?",
    "voice_higher": "a mesma, mais aguda",
    "voice_deeper": "a mesma, mais grave",
    "voice_slower": "a mesma, mais lenta",
    "voice_faster": "a mesma, mais rápida",
    "which_format": "Qual formato?",
    "which_name": "Com que nome?",
    # settings
    "settings": "Como as suas fotos devem falar?",
    "voice": "Voz",
    "language": "Idioma",
    "expression": "Expressão",
    "format": "Formato",
    "captions": "Legendas",
    "strength": "Intensidade",
    "motion": "Movimento",
    "still": "quase parado",
    "calm": "calmo",
    "lively": "animado",
    "background": "Fundo",
    "pitch": "Tom",
    "pace": "Ritmo",
    "keep": "como na foto",
    "green": "verde (chroma key)",
    "transparent": "transparente (um arquivo)",
    "higher": "mais agudo",
    "deeper": "mais grave",
    "slower": "mais lento",
    "faster": "mais rápido",
    "automatic": "automático",
    "on": "sim",
    "off": "não",
    "neutral": "como na foto",
    "happy": "feliz",
    "sad": "triste",
    "surprised": "de surpresa",
    "angry": "de raiva",
    "original": "como a foto",
    "square": "quadrado",
    "portrait": "vertical 9:16",
    "landscape": "horizontal 16:9",
    "round": "mensagem de vídeo redonda",
    "back": "Voltar",
    "hear": "Ouvir {voice}",
    "sample": "Olá! É assim que eu falo.",
    "sample_failed": "Essa voz não está respondendo agora.",
    "language_how": "Em que idioma você escreve? Para qualquer outro: /language e o nome, assim: /language italiano",
    "choose": "Escolha:",
    "holds": "{kind}: {value}. Guardado.",
    "choice_not_known": "“{typed}” não está entre as opções.",
    "language_not_known": "Nenhuma voz daqui fala “{typed}”.",
    "did_you_mean": "Você quis dizer: {names}?",
    "voice_espeak": "de robô (eSpeak)",
    "voice_piper": "voz natural (Piper)",
    "voice_google": "Google, pela internet",
    "voice_hibari": "uma mulher (natural)",
    "voice_hibari-child": "uma criança (natural)",
    "voice_hibari-man": "um homem (natural)",
    # portraits
    "save_how": "Responda a uma foto com /save e um nome, assim: /save Ana",
    "saved": "Guardado. Experimente: /as {name} Olá!",
    "save_full": "Você tem {most} {most:retrato|retratos}, e esse é o limite. Remova um antes: /portraits",
    "say_how": "É assim que você me ensina uma palavra: /say Siobhán = xi-VÓN\n\nEscreva como se diz, com a sílaba tônica em maiúsculas, ou no alfabeto fonético: /say Nguyen = [[wɪn]]. Só para um texto: Siobhán (xi-VÓN).",
    "say_list": "É assim que digo suas palavras. ▶ toca uma, ✕ remove.",
    "say_saved": "Agora “{word}” se diz “{sound}”.",
    "say_removed": "“{word}” não está mais no seu dicionário.",
    "portraits": "Os seus retratos. Toque em um para fazê-lo falar.",
    "portraits_remove": "Remover um…",
    "which_face": "Qual devo remover?",
    "portrait_says": "O que {name} deve dizer? Mande palavras ou uma mensagem de voz.",
    "portrait_back": "O retrato {name} está de volta.",
    "undo": "Desfazer",
    "portraits_none": "Você ainda não tem retratos. Responda a uma foto com /save e um nome.",
    "portrait_removed": "O retrato {name} foi removido.",
    "portrait_unknown": "Você não tem nenhum retrato com esse nome. /portraits mostra os seus.",
    "as_how": "Escreva /as, o nome de um retrato e o que ele deve dizer: /as Ana Olá!",
    # their data
    "history": "Os seus últimos vídeos:",
    "history_none": "Você ainda não tem vídeos.",
    "state_queued": "na fila",
    "state_running": "em andamento",
    "state_rendered": "a caminho",
    "state_delivered": "entregue",
    "state_failed": "falhou",
    "state_cancelled": "parado",
    "export": "Aqui está tudo o que sei sobre você.",
    "delete_ask": "Apagar tudo o que sei sobre você: ajustes, retratos, pedidos e as minhas cópias dos seus vídeos? As "
    "mensagens deste chat ficam; essas você mesmo pode apagar. Isso não tem volta.",
    "delete_yes": "Apagar tudo",
    "delete_no": "Manter",
    "deleted": "Está tudo apagado. Mande uma foto quando quiser, e começamos de novo.",
    "kept": "Nada foi apagado.",
}

COMMANDS = {
    "speak": "fazer falar a foto a que você responde",
    "settings": "voz, idioma, expressão, formato, legendas",
    "voice": "escolher uma voz, e ouvi-la antes",
    "language": "escolher o idioma",
    "expression": "escolher a expressão",
    "format": "escolher a forma do vídeo",
    "captions": "mostrar as palavras no vídeo",
    "say": "me ensine como se diz uma palavra",
    "save": "guardar o rosto de uma foto como retrato",
    "portraits": "mostrar os seus retratos",
    "as": "fazer um dos seus retratos falar",
    "cancel": "parar o vídeo em andamento",
    "history": "os seus últimos vídeos",
    "export": "receber tudo o que sei sobre você",
    "delete": "apagar tudo o que sei sobre você",
    "privacy": "o que acontece com as suas fotos",
    "help": "como isto funciona",
}

DISCORD = {
    "help": "Mande uma foto com algumas palavras e receba um vídeo em que ela as diz.\n\n"
    "• /speak com uma foto e um texto ou uma gravação; se faltarem os dois, eu pergunto\n"
    "• o menu de qualquer mensagem com uma imagem: Aplicativos → Faça falar\n"
    "• em mensagem direta: uma foto com palavras\n\n"
    "Marcas mudam o clima: [feliz] [triste] [surpreso] [zangado] [sussurro] [pausa 1s]. Emojis também.\n[devagar] e [rápido] valem para uma frase, [ênfase]palavras[/ênfase] as destaca, Siobhán (xi-VÓN) diz como soa um nome; /say guarda isso.\n\n"
    "/settings para voz, idioma, expressão, formato e legendas\n"
    "/portrait save guarda um rosto; /speak portrait: faz esse rosto falar\n"
    "/cancel para um vídeo, /mydata é para os seus dados, /privacy explica",
    "help_replies": "Responda a um vídeo meu com palavras ou uma mensagem de voz, e o mesmo rosto as diz. Também dá para responder a qualquer imagem com uma mensagem de voz.",
    "help_mentions": "Responda a um vídeo meu e me mencione na resposta, e o mesmo rosto diz as suas palavras.",
    "privacy": "Eu sou um programa. Todos os meus vídeos são feitos por uma máquina, e eles dizem isso.\n\n"
    "A sua foto e a sua gravação são apagadas assim que o vídeo está no chat, e a minha cópia do vídeo um pouco depois. "
    "Os retratos que você guarda ficam até você removê-los. Anoto quem pediu o quê e quando, para que nada se perca nem "
    "seja feito duas vezes; depois de um tempo, o seu nome é apagado dali.\n\n"
    "/mydata export entrega tudo, /mydata delete apaga tudo.",
    "what_to_say": "O que ele deve dizer? Responda a isto com palavras ou uma mensagem de voz, ou use /speak text:. "
    "Vou lembrar da foto por {minutes} {minutes:minuto|minutos}. Para guardar o rosto: /portrait save.",
    "what_to_say_next": "O que ele deve dizer? Use /speak text: em até {minutes} {minutes:minuto|minutos}; é o tempo que lembro da foto. Para guardar o rosto: /portrait save.",
    "photo_missing": "Qual rosto deve dizer isso? Mande uma foto com /speak photo:, ou abra o menu de uma mensagem com "
    "uma imagem: Aplicativos → Faça falar.",
    "one_helpful_line": "Mande com /speak a foto de um rosto e algumas palavras, e ele vai dizê-las. "
    "/help mostra mais.",
    "not_shown": "O Discord não me mostra o que você escreveu aqui. Use /speak, ou o menu da mensagem com a imagem: "
    "Aplicativos → Faça falar.",
    "say_how": "É assim que você me ensina uma palavra: /say word:Siobhán sounds:xi-VÓN\n\nEscreva como se diz, com a sílaba tônica em maiúsculas, ou no alfabeto fonético: [[wɪn]]. Só para um texto: Siobhán (xi-VÓN).",
    "save_how": "Mande uma foto com /portrait save photo:, ou me mostre uma antes.",
    "saved": "Guardado. Experimente: /speak portrait:{name} text:Olá!",
    "save_full": "Você tem {most} {most:retrato|retratos}, e esse é o limite. Remova um antes: /portrait delete",
    "portraits_none": "Você ainda não tem retratos. Guarde um com /portrait save.",
    "portrait_unknown": "Você não tem nenhum retrato com esse nome. /portrait list mostra os seus.",
    "language_how": "Em que idioma você escreve? Para qualquer outro: /language name:",
    "make_it_talk": "Faça falar",
    "form": "O que ele deve dizer?",
    "form_words": "Palavras",
    "form_sound": "ou uma gravação",
}

DISCORD_COMMANDS = {
    "speak": "fazer uma foto falar",
    "speak photo": "o rosto de quem",
    "speak text": "o que ele diz",
    "speak sound": "uma gravação em vez de palavras",
    "speak portrait": "um dos seus retratos",
    "speak voice": "qual voz",
    "speak language": "idioma do texto, como português",
    "speak expression": "a expressão do rosto",
    "speak format": "a forma do vídeo",
    "speak captions": "mostrar as palavras no vídeo",
    "speak private": "só você vê o vídeo",
    "portrait": "os rostos que você guarda",
    "portrait save": "guardar o rosto de uma foto",
    "portrait list": "mostrar os seus retratos",
    "portrait delete": "remover um retrato",
    "portrait name": "o nome dele",
    "portrait photo": "a foto; se faltar, a última que você me mostrou",
    "voice": "escolher uma voz, e ouvi-la antes",
    "language": "escolher o idioma das suas palavras",
    "language name": "o nome dele, como português",
    "say": "me ensine como se diz uma palavra",
    "say word": "a palavra, como se escreve",
    "say sounds": "como se diz, por exemplo xi-VÓN; sem isso, sua lista aparece",
    "settings": "voz, idioma, expressão, formato, legendas",
    "cancel": "parar o seu vídeo em andamento aqui",
    "mydata": "tudo o que sei sobre você",
    "mydata export": "receber em um arquivo",
    "mydata delete": "apagar",
    "help": "como isto funciona",
    "privacy": "o que acontece com as suas fotos",
}

STUDIO = {
    "title": "Faça uma foto falar",
    "lead": "Escolha uma foto, escreva algumas palavras, e ela as diz.",
    "photo": "A foto",
    "photo_choose": "Escolher uma foto",
    "photo_drop": "ou solte uma aqui, ou cole",
    "photo_camera": "Usar a câmera",
    "photo_demo": "Testar com um desenho",
    "photo_change": "Outra foto",
    "photo_alt": "A foto que você escolheu",
    "photo_looking": "Procurando rostos…",
    "face_ready": "Pronto para falar",
    "face_number": "Rosto {number}",
    "camera": "Câmera",
    "camera_take": "Tirar a foto",
    "camera_blocked": "Não foi possível usar a câmera. Permita-a no navegador, ao lado do endereço.",
    "microphone_blocked": "Não foi possível usar o microfone. Permita-o no navegador, ao lado do endereço.",
    "needs_https": "Os navegadores só permitem câmera e microfone em páginas https, ou no computador em que esta página funciona.",
    "close": "Fechar",
    "speech": "O que ela deve dizer?",
    "write": "Escrever",
    "record": "Gravar",
    "words": "Palavras",
    "words_example": "Olá! [happy] Que bom ver você.",
    "line_says": "O rosto {number} diz",
    "line_add": "Adicionar uma linha",
    "letters": "{count} de {most} caracteres",
    "marks": "Humores e pausas",
    "whisper": "sussurrar",
    "pause": "pausa",
    "guessed": "{language}, pelas palavras",
    "record_start": "Começar a gravar",
    "record_stop": "Parar de gravar",
    "record_again": "Gravar de novo",
    "record_file": "Escolher uma gravação",
    "record_level": "Volume",
    "record_words": "As palavras da gravação, para as legendas (opcional)",
    "record_yours": "Sua gravação",
    "who_speaks": "Quem fala?",
    "look": "Expressão, formato, legendas…",
    "make": "Fazer o vídeo",
    "ready": "Seu vídeo está pronto.",
    "save_video": "Salvar o vídeo",
    "save_poster": "Imagem",
    "save_vtt": "Legendas (VTT)",
    "save_srt": "Legendas (SRT)",
    "save_transcript": "Texto",
    "keep_face": "Guardar este rosto",
    "keep": "Guardar",
    "faces": "Seus rostos",
    "use_face": "Usar {name}",
    "delete_face": "Apagar {name}",
    "videos": "Seus vídeos",
    "videos_none": "Os vídeos que você fizer aparecem aqui.",
    "videos_hint": "Um vídeo é apagado {hours} {hours:hora|horas} depois de feito. Salve os que quiser guardar.",
    "watch": "Assistir: {words}",
    "delete_video": "Apagar: {words}",
    "data": "Seus dados",
    "data_text": "Fotos e gravações são apagadas poucos minutos depois do vídeo. Os rostos que você guarda ficam até você apagá-los.",
    "data_download": "Baixar tudo",
    "data_erase": "Apagar tudo",
    "data_ask": "Apagar tudo o que está guardado aqui sobre você: vídeos, rostos, palavras e ajustes? Não dá para desfazer.",
    "data_erased": "Tudo foi apagado.",
    "sign_in": "Boas-vindas",
    "token": "Chave",
    "token_hint": "Quem administra esta página a deu a você.",
    "token_wrong": "Esta chave não é conhecida aqui. Veja se digitou certo.",
    "enter": "Abrir a página",
    "connection_lost": "A conexão caiu. Tentando de novo…",
    "photo_first": "Escolha primeiro uma foto.",
    "not_a_picture": "Isso não é uma imagem.",
    "progress": "Progresso",
    "note": "Cada vídeo é feito por IA a partir de uma foto, e diz isso. Use apenas um rosto e uma voz que você tenha o direito de usar.",
    "transcript": "O que é dito",
}
