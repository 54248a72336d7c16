"""Word lists: greetings and function words by language, and letters of few languages."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "en": "after again all also always an another any around ask away because been before began begin best better between big both boy but can can't car care child children city could day days didn't don't down each eat end ended even ever every eyes face family far father few find first food found four girl give going great hand hands happen he head hear help her high him his hope hour house how i'd i'll i've if into job keep kids kind knew last leave left life light little live long looked lost lot made make man many may maybe meet might minute money more mother much must name need never next nice number off old one only open other over own part people place play please put read really right room said same saw say school second seems sent should show shop small something start stay still stop such sure take talk tell than their them then these thing things think third thought three through time told took try turn two under until up us use very visit wait walk want war watch water week were while wife without woman women won word work world would write year years yet sale name year luck congratulations welcome world price costs a about am and are at back be birthday bye call came christmas come day dear did do does done everyone for "
    "friend from get go good had has have hello here hey hi home how i i'm is it it's just know later let like "
    "love me merry miss morning my new night no not now of on our out please ready see she so some soon sorry "
    "thank thanks that the there they this to today tomorrow too was way we well what when where who why will with yes "
    "you your",
    "de": "ab abend alt andere anders arbeit auto bald beide besser bis bitte bleib brauche bringen buch da dabei dann darf deine deinen deiner denn dies diese dieser doch dort dürfen eben eine einem einer eines endlich erst etwas familie fertig finde frau freund freundin freunde früh gehen gehört geld genau gerade gesagt gestern getan glaube groß hab haben hatte hause heißt heute hilfe hoffe hätte hört ihm ihn ihnen ihre immer jeder jemand jetzt kann kannst kein keine kinder kosten kostet können könnte lange leben leider leute los mache machen mal man mann mehr meine meinem meinen meiner menschen mit mutter muss müssen nichts nie niemand nun nur ob ohne recht reden sagen sagt schnell schreib schule sehen sein seine selbst sind soll sollte stadt stunde suche tage tut tun um unser unsere unter vater vergiss vielleicht vom vor wann warten wasser weg weil weiß wenig wenn wer werden wieder will wird wirklich wissen woche wochen wohl wollen worden wurde wäre würde zeit ziemlich zurück zusammen zwei über treffen name jahr neues frohes aber alles alle als am auch auf aus bald bei bin bis bist bitte da danke das dass dein dem den der dich die "
    "dir du ein eine einen er es essen euch freue für ganz gebe gehe gern gerne geburtstag glückwunsch gut gute guten "
    "habe hallo hast hause hier ich ihr im immer in ist ja jetzt kein komm komme lieb liebe mein mich mir mit morgen "
    "nach nein nicht noch oder oma opa ruf schon schön schöne sehr sie sind so tag uhr um und uns viel viele vielen von "
    "wann war warum was weihnachten welt wie wir wo zu zum zur",
    "es": "año nuevo mejores guapo guapa nombre descanses extraño viaje a adiós al amigo bien buen buena buenas bueno buenos casa como con cuando cumpleaños de del día días donde el "
    "ella en eres es esta está estás este estoy feliz gracias ha hasta hay hermana hermano hijo hola la las le lo los luego "
    "mamá mañana me mi mucha muchas mucho muy navidad no noches nos para pero por pronto que quiero se señor si sí "
    "su también te tengo todo todos todas tu un una vamos ver y ya yo felicidades llámame mundo",
    "fr": "courage année heures gros nom à ai aime alors appelle arrive au aujourd'hui aussi avec beaucoup bien bientôt bisous bon bonjour bonne bonsoir "
    "bravo c'est ça ce cette chez cher comment dans de demain des du elle en es est et êtes fait il ils j'ai je jour "
    "joyeux la le les leur ma mais manques me merci mes moi mon monde ne noël nous nuit on où oui papa par pas plus pour "
    "prêt quand que qui sa salut se ses si soir son sont suis sur t'aime ta te tes toi tous tout très tu un une va vais "
    "vas venez veux vous y anniversaire",
    "it": "auguri tanti manchi chiamo anno nuovo a al alla amo anche arrivederci auguri bella bello bene bravo buon buona buone buongiorno buonasera buonanotte "
    "casa che chi ci ciao come compleanno con cosa da dei del della di domani dove e è ed fatto figlio già gli grazie ha "
    "ho i il in io la le lei lo lui ma mamma mi mia mille mio molto natale nel noi non nonna nonno notte o oggi per perché "
    "più piacere prego presto pronta quando quanto questa questo sei si sì siamo sono stai sta ti tu tua tuo tutti tutto "
    "un una uno va vediamo voglio",
    "pt": "oi vó meu nome ano novo melhoras às a abraço agora amanhã amigo amo ao aniversário até beijo beijos bem boa bom com como da de deus dia do e ela "
    "ele em estou está eu família feliz foi fui gente hoje isso já jantar lá mais mamãe mãe me meu minha muita muito na não "
    "nós noite no nos o obrigado obrigada oi olá onde os ou pai para parabéns pela pelo por pra pronto quando quanto que "
    "quero saudade saudades se sim sou sua tarde te tem tenho todos tudo um uma vamos você vocês vovó",
    "nl": "oma lekker slaap naam beterschap nieuwjaar aan alle alles ben bent bij dag dank dat de deze die dit dochter een eten en er fijne ga gaat gefeliciteerd geen "
    "goed goede goedemorgen graag groetjes haar heb hebt heel heeft het hij hoe hoi hou ik is ja je jij jou jullie kan "
    "kerstmis klaar kom lief liefs maar mama met mij mijn mooi morgen naar nacht nee niet nog nu of om ons oma ook op "
    "over papa straks te tot van veel verjaardag voor waar wat we wel welterusten wij wil zij zijn",
    "pl": "a ale bardzo babciu będę cię ci co cześć dla do dobranoc dobry dom dziękuję dziś dzień gdzie i ja jak jest "
    "jestem już kocham kiedy mam mama mi mnie moja mój na najlepszego nie o od po pozdrawiam proszę się są świąt tak tata "
    "tęsknię to tu twoja twój ty urodzin w wesołych witaj wszystkiego z za że życzenia masz jutra wszystkim",
    "tr": "acele akşamlar anne ama baba ben bir biz bu bugün canım çok da de değil doğum dünya ederim evet gece geceler "
    "geldim gün günaydın güzel hayır her iyi için ile kadar kutlu merhaba mi mutlu nasılsın ne nerede olsun sen seni "
    "senin seviyorum sizi teşekkür teşekkürler var ve yarın yok bayramlar",
    "sv": "gott nytt år heter sov alla älskar är att bra dag dig då det detta din du ett en för födelsedag födelsedagen från god grattis ha hej "
    "hem hur i idag inte jag jul kan klar kommer med mig min morgon mår natt nej och om på ses så snart som sverige tack "
    "till tills var vad vi vill mycket",
    "da": "godt nytår hedder af alle at dag dig det din du eller elsker en er et farvel for fødselsdag fødselsdagen glædelig god godmorgen "
    "godnat hej hjem hvad hvor hvordan i ikke jeg jul kan kom med mig min mor nej nu og om på sammen snart tak til tillykke "
    "vi vil ved meget",
    "no": "godt nytt år heter av alle at bra dag deg det din du eller elsker en er et for fødselsdag gratulerer glad god godt ha hei hilsen "
    "hjelpen hjem hva hvor hvordan i ikke jeg jul kan kom med meg min mor morn nei nå og om på sammen snart takk til "
    "tusen vi vil mye deg dagen",
    "fi": "nimeni uutta vuotta ei en hei hyvä hyvää hyvästi huomenta ja joulua jo kiitos kotiin kuinka me mitä minä minun missä moi moikka "
    "mutta nyt olen olet on onnea paljon pian rakastan se sinä sinua sinun syntymäpäivää te terve tule vain voi yötä äiti",
    "cs": "a ahoj ale co děkuji děkuju den díky dobrou dobrý dobré do domů hezký já jak je jsem jsi kde kdy ke mám mi "
    "miluji miluju moc můj na narozeninám ne nejlepší noc o od po pro prosím ráno s se si šťastné te tě ti to ty v vánoce "
    "všechno vše všem z za že máš máte",
    "hu": "nevem új évet a az anya boldog de egy én és ez hogy hol itt igen jó jól karácsonyt kérem köszönöm ki kívánok minden mi mit "
    "nagyon nagymama nap napot nem neked reggelt sok születésnapot szeretlek szia sziasztok te vagy vagyok van éjszakát "
    "estét hogyan",
    "ro": "nou fericit numesc acasă ai ani am bine bun bună ce cel crăciun cu cum da de dimineața din dragă ești este eu fericit felicitări "
    "fi în iubesc îmi îți la ma mai mama mâine mea meu mi mult mulți mulțumesc noapte noi nu o pe pentru și seara se "
    "sunt te toate toți tu un unde zi ziua",
    "id": "ada adik aku anda apa apakah ayah baik bapak besok cinta dan dari datang di hari ibu ini itu iya juga kabar kakak kami "
    "kamu kasih ke kita malam mana maaf nama natal nenek pagi pulang rumah sampai sangat saya sayang selamat semua "
    "sudah tahun terima tidak tidur untuk ulang yang banyak",
    "vi": "anh bà bạn bố bây chào chị chúc cảm cho có con của em gì giờ không là lắm mẹ mừng một nhà ngon ngủ nhật nhớ "
    "ơn ông rất sinh tôi và vui vậy về với xin yêu ở đâu đi được",
    "ru": "а бабушка большое в вам все всё всем вы где да день для днём днем до доброе добрый домой дома дорогая если ещё есть "
    "и как когда кто ли любим люблю мама меня мне мой моя мы на не нет но ну о он она они от очень папа по пожалуйста "
    "пока поздравляю привет рад рождения с сегодня скоро спасибо так твой тебе тебя то ты у утро уже хорошо что это я завтра "
    "новым годом будет буду",
    "uk": "смачного новим мене звати а бабусю будь в вас все всім вітаю ви від де день для дім добре доброго добрий до дуже дякую є з за завтра "
    "запрошую здоров'я і й кохаю ласка люблю мама мене мені мій моя ми на народження не немає ні новим роком о он привіт ранку "
    "розумію що скоро справи сьогодні так тебе ти тобі у хто це цей чи я як якщо днем",
    "bg": "много нова година аз баба благодаря в вас весела вечер все да ден добро добър добре довиждане е ето и имам как какво който ли "
    "ме мерси ми мама много на не нещо ние обичам от по рожден са се си скъпа със съм ти те това той тук утро утре честит "
    "честита че ще къде",
    "el": "αγαπώ είμαι είναι και καλά καλή καλημέρα καληνύχτα μου σου σε σ' το τα να γεια ευχαριστώ πού τι χρόνια πολλά",
    "fa": "از است این با به تو تولدت خوب خوبی خیلی دارم در را رو سال سلام شما عزیزم که مادر مبارک مرسی ممنون من هستم "
    "دوستت دوست صبح شب بخیر لطفا",
    "ar": "أنا أنت أحبك إلى السلام الله جزيلا سعيد شكرا صباح عليكم على عيد في كل كيف لك مبارك مرحبا مساء من ميلاد هذا يا "
    "الخير حالك",
    "ur": "آپ آپ کا اور ہے ہیں کو کی کے میں نے سے مبارک سالگرہ شکریہ",
    "hi": "और आप एक का की के को क्या जन्मदिन तुम तुमसे धन्यवाद नमस्ते नहीं प्यार बहुत भी मुबारक में मैं मेरा मेरी से हूँ है हैं हो कैसे",
    "mr": "आणि आहे आहेत मी तू तुझ्यावर वाढदिवसाच्या शुभेच्छा माझा माझी",
}
"""Lower-case words, by language. Written for this program."""

LETTERS: Mapping[str, str] = {
    "ß": "de",
    "ñ": "es",
    "¿": "es",
    "¡": "es",
    "ã": "pt",
    "õ": "pt",
    "œ": "fr",
    "ő": "hu",
    "ű": "hu",
    "ł": "pl",
    "ą": "pl",
    "ę": "pl",
    "ś": "pl",
    "ż": "pl",
    "ź": "pl",
    "ğ": "tr",
    "ı": "tr",
    "ş": "tr ro",
    "ř": "cs",
    "ě": "cs",
    "ů": "cs",
    "ț": "ro",
    "ș": "ro",
    "ă": "ro vi",
    "đ": "vi",
    "ơ": "vi",
    "ư": "vi",
    "å": "sv da no fi",
    "æ": "da no",
    "ø": "da no",
    "ä": "de sv fi",
    "ü": "de tr hu es",
    "ö": "de sv fi tr hu",
    "ы": "ru",
    "э": "ru",
    "ё": "ru",
    "ї": "uk",
    "є": "uk",
    "ґ": "uk",
    "і": "uk",
    "ў": "be",
    "ъ": "bg ru",
    "ђ": "sr",
    "љ": "sr mk",
    "њ": "sr mk",
    "ѓ": "mk",
    "پ": "fa ur",
    "چ": "fa ur",
    "ژ": "fa ur",
    "گ": "fa ur",
    "ک": "fa ur",
    "ی": "fa ur",
    "ٹ": "ur",
    "ڈ": "ur",
    "ے": "ur",
    "ہ": "ur",
    "ة": "ar",
    "ي": "ar",
    "ك": "ar",
}
"""Letters (and marks) that indicate the languages beside them against all others of the script."""

SCRIPTS: Mapping[str, str] = {
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
    "HEBREW": "he",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
    "SINHALA": "si",
    "MYANMAR": "my",
    "KHMER": "km",
    "LAO": "lo",
    "ETHIOPIC": "am",
    "CJK": "zh",
    "TIBETAN": "bo",
}
"""Scripts, by the start of Unicode's character names, that (nearly) one language alone uses."""
