"""Words that stand for signs, by language, where no library has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """How one language says signs. An empty word means: not said."""

    and_: str = ""
    plus: str = ""
    minus: str = ""
    equals: str = ""
    times: str = ""
    at: str = ""
    dot: str = ""
    point: str = ""
    """Between the whole and the decimals of a number."""
    to: str = ""
    """Between the ends of a range."""
    number: str = ""
    """For `#` or `nº` before a number."""
    section: str = ""
    about: str = ""
    """For `~` before a number."""
    link: str = ""
    """For an address that cannot be said."""
    bleep: str = ""
    """For a word that somebody wrote with asterisks."""
    cents: str = " "
    """Between an amount and its hundredths."""
    o_clock: str = "{hour}"
    hour_minute: str = "{hour} {minute}"
    halves: Mapping[str, str] = field(default_factory=dict)
    """How common fractions are said."""
    magnitudes: Mapping[str, str] = field(default_factory=dict)
    """Short for thousands and more."""
    currencies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """One and many of a currency, where the usual name is shorter than the official one."""
    love: Mapping[str, str] = field(default_factory=dict)
    """How a heart is said behind a pronoun, by pronoun."""
    heart: str = ""
    day_first: bool = True
    per: str = ""
    """Between a price and its unit."""
    ratio: str = ""
    """Between the goals of a score."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """How signs of mathematics are said."""
    out_of: str = ""
    """Between the parts of a rating such as 8/10."""
    half_more: str = ""
    """For the half of 1½, where it is another word than that of ½."""
    interjections: Mapping[str, str] = field(default_factory=dict)
    """What voices can say for sounds that they would spell: pattern to respelling."""


_FRACTIONS_EN = {
    "1/2": "one half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter", "3/4": "three quarters",
    "1/5": "one fifth", "2/5": "two fifths", "3/5": "three fifths", "4/5": "four fifths", "1/6": "one sixth",
    "5/6": "five sixths", "1/8": "one eighth", "3/8": "three eighths", "5/8": "five eighths", "7/8": "seven eighths",
    "1/10": "one tenth", "3/10": "three tenths", "1/7": "one seventh", "1/9": "one ninth",
}  # fmt: skip
_HUSHES = {"sh+": "shush", "p+s+t+": "pist", "z{2,}": "zuzz", "m{2,}": "hmm", "g+r{2,}": "gurr", "b+r{2,}": "burr", "p+f+t*": "pift", "h+m{1,}": "hmm", "e+w{2,}": "ew"}  # fmt: skip

VOCABULARIES: Mapping[str, Vocabulary] = {
    "en": Vocabulary(
        and_="and", plus="plus", minus="minus", equals="equals", times="times", at="at", dot="dot", point="point",
        to="to", number="number", section="section", about="about", link="a link", bleep="bleep",
        o_clock="{hour} o'clock", halves=_FRACTIONS_EN,
        magnitudes={"k": "thousand", "m": "million", "mio": "million", "bn": "billion", "b": "billion"},
        currencies={"USD": ("dollar", "dollars"), "GBP": ("pound", "pounds"), "EUR": ("euro", "euros"), "INR": ("rupee", "rupees"), "JPY": ("yen", "yen"), "BRL": ("real", "reais"), "RUB": ("ruble", "rubles"), "CNY": ("yuan", "yuan"), "CHF": ("franc", "francs"), "PLN": ("zloty", "zlotys"), "KRW": ("won", "won"), "UAH": ("hryvnia", "hryvnias"), "TRY": ("lira", "liras"), "ILS": ("shekel", "shekels"), "MXN": ("peso", "pesos")},
        love={"i": "love", "we": "love", "they": "love"}, heart="heart", day_first=False, per="per", ratio="to", out_of="out of", half_more="a half",
        signs={"^": "to the power of", "√": "the square root of", "±": "plus or minus", "÷": "divided by", "<": "is less than", ">": "is greater than", "≠": "is not equal to", "≤": "is at most", "≥": "is at least", "²": "squared", "³": "cubed"},
        interjections=_HUSHES,
    ),
    "de": Vocabulary(
        and_="und", plus="plus", minus="minus", equals="gleich", times="mal", at="ät", dot="Punkt", point="Komma",
        to="bis", number="Nummer", section="Paragraf", about="etwa", link="ein Link", bleep="Piep",
        o_clock="{hour} Uhr", hour_minute="{hour} Uhr {minute}",
        halves={"1/2": "ein halb", "1/3": "ein Drittel", "2/3": "zwei Drittel", "1/4": "ein Viertel", "3/4": "drei Viertel", "1/5": "ein Fünftel", "1/8": "ein Achtel", "1/10": "ein Zehntel"},
        magnitudes={"k": "tausend", "tsd": "tausend", "mio": "Millionen", "mrd": "Milliarden", "m": "Millionen"},
        currencies={"USD": ("Dollar", "Dollar"), "EUR": ("Euro", "Euro"), "GBP": ("Pfund", "Pfund"), "CHF": ("Franken", "Franken"), "JPY": ("Yen", "Yen"), "RUB": ("Rubel", "Rubel"), "PLN": ("Zloty", "Zloty"), "TRY": ("Lira", "Lira"), "INR": ("Rupie", "Rupien"), "BRL": ("Real", "Real"), "CNY": ("Yuan", "Yuan"), "UAH": ("Hrywnja", "Hrywnja")},
        love={"ich": "liebe", "wir": "lieben"}, heart="Herz", per="pro", ratio="zu", out_of="von", half_more="ein halb",
        signs={"^": "hoch", "√": "Wurzel aus", "±": "plus minus", "÷": "geteilt durch", "<": "kleiner als", ">": "größer als", "≠": "ungleich", "≤": "höchstens", "≥": "mindestens", "²": "hoch zwei", "³": "hoch drei"},
        interjections={"p?s+c?h{2,}t?|sch+": "schuscht", "p+s+t+": "pist", "z{2,}": "sss", "m{2,}": "hmm", "h+m+": "hmm", "g+r{2,}": "gurr", "b+r{2,}": "burr", "p+f+t*": "pift"},
    ),
    "es": Vocabulary(
        and_="y", plus="más", minus="menos", equals="igual a", times="por", at="arroba", dot="punto", point="coma",
        to="a", number="número", section="párrafo", about="unos", link="un enlace", bleep="bip", cents=" con ",
        hour_minute="{hour} y {minute}", o_clock="{hour} en punto",
        halves={"1/2": "un medio", "1/3": "un tercio", "2/3": "dos tercios", "1/4": "un cuarto", "3/4": "tres cuartos"},
        magnitudes={"k": "mil", "m": "millones"},
        currencies={"USD": ("dólar", "dólares"), "EUR": ("euro", "euros"), "GBP": ("libra", "libras"), "BRL": ("real", "reales"), "MXN": ("peso", "pesos"), "JPY": ("yen", "yenes"), "RUB": ("rublo", "rublos"), "CHF": ("franco", "francos"), "CNY": ("yuan", "yuanes"), "INR": ("rupia", "rupias")},
        love={"yo": "amo", "te": "amo", "nos": "amamos"}, heart="corazón", per="por", ratio="a", out_of="de", half_more="medio",
        signs={"^": "elevado a", "√": "raíz cuadrada de", "±": "más menos", "÷": "entre", "<": "menor que", ">": "mayor que", "≠": "distinto de", "≤": "como máximo", "≥": "como mínimo", "²": "al cuadrado", "³": "al cubo"},
        interjections={"s+h+": "chis", "p+s+t+": "pist", "z{2,}": "zuz", "m{2,}": "em", "h+m+": "jum", "b+r{2,}": "bur", "g+r{2,}": "gur"},
    ),
    "fr": Vocabulary(
        and_="et", plus="plus", minus="moins", equals="égale", times="fois", at="arobase", dot="point", point="virgule",
        to="à", number="numéro", section="paragraphe", about="environ", link="un lien", bleep="bip",
        hour_minute="{hour} heures {minute}", o_clock="{hour} heures",
        halves={"1/2": "un demi", "1/3": "un tiers", "2/3": "deux tiers", "1/4": "un quart", "3/4": "trois quarts"},
        magnitudes={"k": "mille", "m": "millions", "md": "milliards"},
        currencies={"USD": ("dollar", "dollars"), "EUR": ("euro", "euros"), "GBP": ("livre", "livres"), "CHF": ("franc", "francs"), "JPY": ("yen", "yens"), "RUB": ("rouble", "roubles"), "BRL": ("real", "reals"), "INR": ("roupie", "roupies"), "CNY": ("yuan", "yuans"), "CAD": ("dollar", "dollars")},
        love={"je": "aime", "j'": "aime", "t'": "aime", "on": "aime", "nous": "aimons"}, heart="cœur", per="par", ratio="à", out_of="sur", half_more="demi",
        signs={"^": "puissance", "√": "racine de", "±": "plus ou moins", "÷": "divisé par", "<": "inférieur à", ">": "supérieur à", "≠": "différent de", "≤": "au plus", "≥": "au moins", "²": "au carré", "³": "au cube"},
        interjections={"c?h*s+h+|c+h+u*t+": "chut", "p+s+t+": "pist", "z{2,}": "zuz", "m{2,}": "meum", "h+m+": "meum", "b+r{2,}": "breu", "g+r{2,}": "greu", "p+f+t*": "peuf"},
    ),
    "it": Vocabulary(
        and_="e", plus="più", minus="meno", equals="uguale", times="per", at="chiocciola", dot="punto", point="virgola",
        to="a", number="numero", section="paragrafo", about="circa", link="un link", bleep="bip", cents=" e ",
        hour_minute="{hour} e {minute}", o_clock="{hour}",
        halves={"1/2": "un mezzo", "1/3": "un terzo", "2/3": "due terzi", "1/4": "un quarto", "3/4": "tre quarti"},
        magnitudes={"k": "mila", "mln": "milioni", "mld": "miliardi"},
        currencies={"USD": ("dollaro", "dollari"), "EUR": ("euro", "euro"), "GBP": ("sterlina", "sterline"), "CHF": ("franco", "franchi"), "JPY": ("yen", "yen"), "RUB": ("rublo", "rubli"), "BRL": ("real", "real"), "CNY": ("yuan", "yuan"), "INR": ("rupia", "rupie")},
        love={"io": "amo", "ti": "amo", "noi": "amiamo"}, heart="cuore", per="per", ratio="a", out_of="su", half_more="mezzo",
        signs={"^": "alla", "√": "radice di", "±": "più o meno", "÷": "diviso", "<": "minore di", ">": "maggiore di", "≠": "diverso da", "≤": "al massimo", "≥": "almeno", "²": "al quadrato", "³": "al cubo"},
        interjections={"s+h+": "sciusc", "p+s+t+": "pist", "z{2,}": "zuz", "m{2,}": "mum", "h+m+": "mum", "b+r{2,}": "bur", "g+r{2,}": "gur"},
    ),
    "pt": Vocabulary(
        and_="e", plus="mais", minus="menos", equals="igual a", times="vezes", at="arroba", dot="ponto", point="vírgula",
        to="a", number="número", section="parágrafo", about="cerca de", link="um link", bleep="bip", cents=" e ",
        hour_minute="{hour} e {minute}", o_clock="{hour} horas",
        halves={"1/2": "meio", "1/3": "um terço", "2/3": "dois terços", "1/4": "um quarto", "3/4": "três quartos"},
        magnitudes={"k": "mil", "mi": "milhões", "bi": "bilhões"},
        currencies={"BRL": ("real", "reais"), "USD": ("dólar", "dólares"), "EUR": ("euro", "euros"), "GBP": ("libra", "libras"), "JPY": ("iene", "ienes"), "CHF": ("franco", "francos"), "RUB": ("rublo", "rublos"), "CNY": ("yuan", "yuans"), "INR": ("rupia", "rupias")},
        love={"eu": "amo", "te": "amo", "nós": "amamos"}, heart="coração", per="por", ratio="a", out_of="de", half_more="meio",
        signs={"^": "elevado a", "√": "raiz quadrada de", "±": "mais ou menos", "÷": "dividido por", "<": "menor que", ">": "maior que", "≠": "diferente de", "≤": "no máximo", "≥": "no mínimo", "²": "ao quadrado", "³": "ao cubo"},
        interjections={"k{3,}|rs(?:rs)+": "rá rá rá", "s+h+": "xiu", "p+s+t+|p+s+i+u+": "psiu", "z{2,}": "zuz", "m{2,}": "um", "h+u*m+": "um", "b+r{2,}": "bur", "g+r{2,}": "gur"},
    ),
    "ru": Vocabulary(
        and_="и", plus="плюс", minus="минус", equals="равно", times="на", at="собака", dot="точка", point="целых",
        number="номер", section="параграф", about="примерно", link="ссылка", bleep="пи",
        hour_minute="{hour} {minute}", o_clock="{hour} часов",
        halves={"1/2": "одна вторая", "1/3": "одна треть", "2/3": "две трети", "1/4": "одна четверть", "3/4": "три четверти"},
        magnitudes={"к": "тысяч", "тыс": "тысяч", "млн": "миллионов", "млрд": "миллиардов"},
        love={"я": "люблю", "мы": "любим", "тебя": "люблю", "вас": "люблю"}, heart="сердце", per="за", out_of="из", half_more="одна вторая",
        signs={"^": "в степени", "√": "корень из", "±": "плюс-минус", "÷": "разделить на", "<": "меньше", ">": "больше", "≠": "не равно", "≤": "не больше", "≥": "не меньше", "²": "в квадрате", "³": "в кубе"},
        interjections={"х{3,}": "хахаха", "т?с{2,}|ш{2,}": "тсс", "з{2,}|z{2,}": "зуз", "м{2,}": "мум", "х+м+": "хум", "б+р{2,}": "бур", "г+р{2,}|р{3,}": "гур", "sh+": "тсс"},
    ),
    "zh": Vocabulary(
        and_="和", plus="加", minus="负", equals="等于", times="乘", dot="点", point="点", to="到", link="链接", bleep="哔", at="艾特", number="第",
        about="大约", o_clock="{hour}点", hour_minute="{hour}点{minute}分", ratio="比", out_of="分之", half_more="半", signs={"±": "正负", "÷": "除以", "<": "小于", ">": "大于", "^": "的", "√": "根号", "²": "的平方", "³": "的立方"},
        currencies={"CNY": ("元", "元"), "USD": ("美元", "美元"), "EUR": ("欧元", "欧元"), "JPY": ("日元", "日元"), "GBP": ("英镑", "英镑"), "RUB": ("卢布", "卢布")},
        heart="爱", love={"我": "爱", "我们": "爱"},
    ),
    "nl": Vocabulary(
        and_="en", plus="plus", minus="min", equals="is", times="keer", at="apenstaartje", dot="punt", point="komma",
        to="tot", number="nummer", about="ongeveer", link="een link", bleep="piep", hour_minute="{hour} uur {minute}", o_clock="{hour} uur",
        halves={"1/2": "een half", "1/4": "een kwart", "3/4": "drie kwart", "1/3": "een derde"},
        currencies={"EUR": ("euro", "euro"), "USD": ("dollar", "dollar"), "GBP": ("pond", "pond")},
        love={"ik": "hou van"}, heart="hart", interjections={"s+h+|s+s+t+": "sjoet", "m{2,}": "hum", "z{2,}": "zuz"},
    ),
    "pl": Vocabulary(
        and_="i", plus="plus", minus="minus", equals="równa się", times="razy", at="małpa", dot="kropka", point="przecinek",
        to="do", number="numer", about="około", link="link", bleep="pi", hour_minute="{hour} {minute}",
        halves={"1/2": "pół", "1/4": "jedna czwarta", "3/4": "trzy czwarte"}, heart="serce", love={"ja": "kocham"},
    ),
    "uk": Vocabulary(
        and_="і", plus="плюс", minus="мінус", equals="дорівнює", times="на", at="равлик", dot="крапка", point="кома",
        to="до", number="номер", about="приблизно", link="посилання", hour_minute="{hour} {minute}",
        halves={"1/2": "одна друга", "1/4": "одна четверта", "3/4": "три четвертих"}, heart="серце", love={"я": "люблю"},
    ),
    "tr": Vocabulary(
        and_="ve", plus="artı", minus="eksi", equals="eşittir", times="çarpı", at="et", dot="nokta", point="virgül",
        number="numara", about="yaklaşık", link="bağlantı",
        currencies={"TRY": ("lira", "lira"), "USD": ("dolar", "dolar"), "EUR": ("avro", "avro"), "GBP": ("sterlin", "sterlin")}, heart="kalp",
    ),
    "sv": Vocabulary(and_="och", plus="plus", minus="minus", at="snabel-a", dot="punkt", point="komma", to="till", number="nummer", link="en länk", heart="hjärta", love={"jag": "älskar"}),
    "da": Vocabulary(and_="og", plus="plus", minus="minus", at="snabel-a", dot="punktum", point="komma", to="til", number="nummer", link="et link", heart="hjerte", love={"jeg": "elsker"}),
    "no": Vocabulary(and_="og", plus="pluss", minus="minus", at="krøllalfa", dot="punktum", point="komma", to="til", number="nummer", link="en lenke", heart="hjerte", love={"jeg": "elsker"}),
    "cs": Vocabulary(and_="a", plus="plus", minus="mínus", at="zavináč", dot="tečka", point="celá", to="až", number="číslo", link="odkaz", heart="srdce"),
}  # fmt: skip
"""By the language's base code."""


ABBREVIATIONS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "Dr.": "doctor", "Mr.": "mister", "Mrs.": "missis", "Ms.": "miz", "Prof.": "professor", "Jr.": "junior", "Sr.": "senior",
        "vs.": "versus", "etc.": "et cetera", "e.g.": "for example", "i.e.": "that is", "approx.": "approximately",
        "Ave.": "avenue", "Blvd.": "boulevard", "Rd.": "road", "Apt.": "apartment", "Dept.": "department", "Mt.": "mount",
        "w/o": "without", "w/": "with", "Inc.": "incorporated", "Ltd.": "limited", "Capt.": "captain", "Sgt.": "sergeant",
        "Lt.": "lieutenant", "Gen.": "general", "Gov.": "governor", "Sen.": "senator", "Rev.": "reverend", "Hon.": "honourable",
        "min.": "minimum", "hrs.": "hours", "Ph.D.": "P H D", "b/c": "because", "c/o": "care of", "Col.": "colonel", "brb": "be right back", "ttyl": "talk to you later", "np": "no problem", "ty": "thank you", "fyi": "for your information", "idc": "I don't care", "tbh": "to be honest", "idk": "I don't know", "omg": "oh my god", "OMG": "oh my god", "imo": "in my opinion",
        "xoxo": "hugs and kisses", "cu": "see you", "a.k.a.": "also known as", "aka": "also known as", "asap": "as soon as possible", "ASAP": "as soon as possible",
        "btw": "by the way", "BTW": "by the way", "thx": "thanks", "pls": "please", "plz": "please", "Xmas": "Christmas", "bday": "birthday", "incl.": "including", "excl.": "excluding", "max.": "maximum", "Mbps": "megabits per second",
        "wk": "week", "wks": "weeks", "ppl": "people", "lvl": "level", "pg.": "page", "ext.": "extension", "y/o": "years old", "gn8": "good night", "gr8": "great", "m8": "mate", "l8r": "later", "b4": "before", "2day": "today", "2moro": "tomorrow", "2morrow": "tomorrow", "2nite": "tonight", "4ever": "forever", "ur": "your", "u": "you", "c u": "see you", "4 u": "for you", "4u": "for you", "2 u": "to you", "4 ur": "for your", "r u": "are you", "u r": "you are", "luv": "love",
    },
    "de": {
        "Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "Fr.": "Frau", "z.B.": "zum Beispiel", "z. B.": "zum Beispiel",
        "d.h.": "das heißt", "d. h.": "das heißt", "u.a.": "unter anderem", "u. a.": "unter anderem", "usw.": "und so weiter",
        "bzw.": "beziehungsweise", "ca.": "circa", "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive",
        "zzgl.": "zuzüglich", "Tel.": "Telefon", "Str.": "Straße", "str.": "straße", "Nr.": "Nummer", "Mio.": "Millionen",
        "Mrd.": "Milliarden", "vgl.": "vergleiche", "i.d.R.": "in der Regel", "u.U.": "unter Umständen", "z.T.": "zum Teil",
        "o.ä.": "oder ähnlich", "m.E.": "meines Erachtens", "St.": "Sankt", "Abt.": "Abteilung", "geb.": "geboren", "etc.": "et cetera",
        "Hbf.": "Hauptbahnhof", "Mwst.": "Mehrwertsteuer", "MwSt.": "Mehrwertsteuer", "lfd.": "laufend", "max.": "maximal", "min.": "mindestens", "LG": "Liebe Grüße", "lg": "liebe Grüße", "vllt": "vielleicht", "Jh.": "Jahrhundert", "s. u.": "siehe unten", "s. o.": "siehe oben", "o. g.": "oben genannt", "i. A.": "im Auftrag", "v. Chr.": "vor Christus", "n. Chr.": "nach Christus", "hdl": "hab dich lieb", "MfG": "Mit freundlichen Grüßen", "Std.": "Stunden", "Min.": "Minuten", "gest.": "gestorben", "herzl.": "herzlichen", "Herzl.": "Herzlichen", "Aufg.": "Aufgabe", "Kap.": "Kapitel",
    },
    "es": {
        "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Dr.": "doctor", "Dra.": "doctora", "D.": "don", "Dña.": "doña",
        "Ud.": "usted", "Uds.": "ustedes", "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos", "etc.": "etcétera",
        "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "n.º": "número", "nº": "número", "Avda.": "avenida", "Av.": "avenida",
        "C/": "calle", "pág.": "página", "tel.": "teléfono", "Tel.": "teléfono", "Prof.": "profesor", "a. C.": "antes de Cristo", "d. C.": "después de Cristo", "aprox.": "aproximadamente", "págs.": "páginas", "cap.": "capítulo", "tqm": "te quiero mucho", "pls": "por favor", "izda.": "izquierda", "dcha.": "derecha", "cda.": "cucharada", "cdas.": "cucharadas", "cdta.": "cucharadita", "cdtas.": "cucharaditas", "q": "que", "xq": "porque", "tb": "también",
    },
    "fr": {
        "Mme": "madame", "Mlle": "mademoiselle", "ét.": "étage", "MM.": "messieurs", "Mmes": "mesdames", "Dr": "docteur", "Dr.": "docteur",
        "Pr": "professeur", "n°": "numéro", "nº": "numéro", "etc.": "et cetera", "p. ex.": "par exemple", "p.ex.": "par exemple", "c.-à-d.": "c'est-à-dire",
        "av.": "avenue", "bd": "boulevard", "Bd": "boulevard", "bd.": "boulevard", "Bd.": "boulevard", "env.": "environ", "tél.": "téléphone", "Tél.": "téléphone", "St": "saint", "Ste": "sainte",
        "svp": "s'il vous plaît", "SVP": "s'il vous plaît", "stp": "s'il te plaît", "RDV": "rendez-vous", "rdv": "rendez-vous", "bcp": "beaucoup", "pcq": "parce que", "chap.": "chapitre", "c. à s.": "cuillères à soupe", "c. à c.": "cuillères à café", "mdr": "mort de rire", "tkt": "t'inquiète", "auj": "aujourd'hui", "max.": "maximum", "min.": "minimum", "av. J.-C.": "avant Jésus-Christ", "apr. J.-C.": "après Jésus-Christ",
    },
    "it": {
        "Sig.": "signor", "Sig.ra": "signora", "Sig.na": "signorina", "Dott.": "dottor", "Dott.ssa": "dottoressa", "Prof.": "professor",
        "Prof.ssa": "professoressa", "ecc.": "eccetera", "es.": "esempio", "p.es.": "per esempio", "n.": "numero", "pag.": "pagina",
        "p. es.": "per esempio", "sec.": "secolo", "pagg.": "pagine", "cap.": "capitolo", "cmq": "comunque", "xké": "perché", "tvb": "ti voglio bene", "nn": "non", "tel.": "telefono", "Tel.": "telefono", "ca.": "circa", "Ing.": "ingegner", "Avv.": "avvocato", "S.": "san", "a.C.": "avanti Cristo", "d.C.": "dopo Cristo", "V.le": "viale", "P.za": "piazza", "P.zza": "piazza",
    },
    "pt": {
        "Sr.": "senhor", "Sra.": "senhora", "Srta.": "senhorita", "Dr.": "doutor", "Dra.": "doutora", "Prof.": "professor",
        "Profa.": "professora", "etc.": "et cetera", "p. ex.": "por exemplo", "p.ex.": "por exemplo", "n.º": "número", "nº": "número", "Av.": "avenida",
        "R.": "rua", "pág.": "página", "tel.": "telefone", "Tel.": "telefone", "D.": "dona", "aprox.": "aproximadamente", "blz": "beleza", "págs.": "páginas", "cap.": "capítulo", "vlw": "valeu", "mto": "muito", "vc": "você", "vcs": "vocês", "tb": "também", "pq": "porque", "obg": "obrigado", "a.C.": "antes de Cristo", "d.C.": "depois de Cristo",
    },
    "ru": {
        "до н. э.": "до нашей эры", "н. э.": "нашей эры", "т.е.": "то есть", "т. е.": "то есть", "и т.д.": "и так далее", "и т. д.": "и так далее", "и т.п.": "и тому подобное", "и т. п.": "и тому подобное", "т. п.": "тому подобное", "спс": "спасибо", "ок.": "около", "гл.": "глава", "ст. л.": "столовых ложек", "ч. л.": "чайных ложек", "пж": "пожалуйста", "пжл": "пожалуйста", "шт.": "штук",
        "т.к.": "так как", "т. к.": "так как", "др.": "другие", "г.": "город", "ул.": "улица", "д.": "дом", "кв.": "квартира", "руб.": "рублей",
        "коп.": "копеек", "тыс.": "тысяч", "млн": "миллионов", "млрд": "миллиардов", "стр.": "страница", "им.": "имени", "тел.": "телефон",
        "напр.": "например", "см.": "смотри", "мин.": "минут", "ч.": "часов", "проф.": "профессор", "пр.": "проспект",
    },
    "nl": {"dhr.": "de heer", "mevr.": "mevrouw", "bijv.": "bijvoorbeeld", "d.w.z.": "dat wil zeggen", "enz.": "enzovoort", "ca.": "circa", "nr.": "nummer", "o.a.": "onder andere", "m.a.w.": "met andere woorden", "z.s.m.": "zo snel mogelijk", "dr.": "dokter", "Dr.": "dokter", "prof.": "professor", "tel.": "telefoon"},
    "pl": {"np.": "na przykład", "itd.": "i tak dalej", "itp.": "i tym podobne", "tzn.": "to znaczy", "ul.": "ulica", "dr": "doktor", "prof.": "profesor", "godz.": "godzina", "m.in.": "między innymi", "tj.": "to jest", "nr": "numer", "zł": "złotych", "tel.": "telefon", "ok.": "około"},
}  # fmt: skip
"""What short forms stand for, by the language's base code; written for this program."""

BEFORE_A_NAME: Mapping[str, Mapping[str, str]] = {
    "en": {
        "St.": "saint",
        "Mr": "mister",
        "Mrs": "missis",
        "Ms": "miz",
        "Dr": "doctor",
        "Prof": "professor",
    },
    "fr": {"M.": "monsieur"},
    "es": {},
}
"""Short forms that mean this only before a capital letter."""
AFTER_A_NAME: Mapping[str, Mapping[str, str]] = {
    "en": {"St.": "street", "Dr.": "drive", "Ave": "avenue"},
    "ru": {},
}
BEFORE_A_NUMBER: Mapping[str, Mapping[str, str]] = {
    "en": {"No.": "number", "no.": "number", "p.": "page", "pp.": "pages", "Vol.": "volume", "vol.": "volume", "Ch.": "chapter", "ch.": "chapter", "Fig.": "figure", "fig.": "figure"},
    "de": {"S.": "Seite", "Abb.": "Abbildung", "Art.": "Artikel"},
    "fr": {"p.": "page", "no": "numéro"},
    "es": {"núm.": "número", "p.": "página"},
    "ru": {"№": "номер", "с.": "страница"},
    "pl": {"str.": "strona"},
}  # fmt: skip
AFTER_A_NUMBER: Mapping[str, Mapping[str, str]] = {
    "ru": {"г.": "года", "гг.": "годы", "в.": "век", "руб": "рублей", "р.": "рублей"},
    "en": {"yrs": "years", "pcs": "pieces", "min.": "minutes"},
    "de": {"Stk.": "Stück", "J.": "Jahre", "ff.": "folgende", "f.": "folgende"},
}  # fmt: skip
MAY_END_A_SENTENCE = frozenset(
    {
        "etc.",
        "usw.",
        "ecc.",
        "enz.",
        "itd.",
        "itp.",
        "и т.д.",
        "и т. д.",
        "и т.п.",
        "Jr.",
        "Inc.",
        "Ltd.",
    }
)

COUNTED_BY_ROMAN_NUMERALS = frozenset(
    [
        "bowl",
        "war",
        "chapter",
        "part",
        "act",
        "world",
        "volume",
        "book",
        "phase",
        "level",
        "type",
        "section",
        "rocky",
        "wars",
        "vol",
        "chap",
        "volumen",
        "volume",
        "livre",
        "libro",
        "libre",
        "глава",
        "часть",
        "том",
        "episode",
        "season",
        "teil",
        "kapitel",
        "band",
        "akt",
        "weltkrieg",
        "capítulo",
        "parte",
        "tomo",
        "acto",
        "guerra",
        "mundial",
        "chapitre",
        "partie",
        "tome",
        "acte",
        "guerre",
        "mondiale",
        "capitolo",
        "atto",
    ]
)
"""Words whose Roman numeral is a number, not that of a king or pope."""
BEFORE_A_YEAR = frozenset(
    [
        "in",
        "since",
        "of",
        "until",
        "till",
        "by",
        "from",
        "to",
        "before",
        "after",
        "around",
        "circa",
        "year",
        "during",
        "early",
        "late",
        "mid",
        "im",
        "seit",
        "bis",
        "vor",
        "nach",
        "um",
        "ab",
        "von",
        "jahr",
        "en",
        "de",
        "desde",
        "hasta",
        "depuis",
        "avant",
        "après",
        "dans",
        "nel",
        "dal",
        "del",
        "fino",
        "em",
        "até",
    ]
)
"""Words behind which a number of four digits is a year."""
