"""What the voices say in tests: sentences full of p, b and m, in languages of many families."""

SENTENCES = {
    "en-us": "Bob made me a cup of coffee. "
    "Peter Piper picked a peck of pickled peppers, maybe too many!",
    "de": "Der Papa kommt am Abend mit einem bunten Ball. Am Morgen probiert Paul den Pudding.",
    "es": "La papa y el mapa son para mi mamá. Un buen hombre come pan por la mañana.",
    "fr": "Le pape mange une pomme. Maman a beaucoup de bonbons, mais pas de pain.",
    "ru": "Мама мыла раму, папа купил билет в Москву. Большой автобус пришёл поздно.",
    "pl": "Pan Bartosz pije piwo. Mama kupiła bułki, a potem poszła do apteki.",
    "tr": "Babam bana bir kitap aldı. Pazar sabahı pembe bir elma yedim.",
    "hi": "मेरा नाम पंकज है। मुझे आम बहुत पसंद है।",
    "cmn": "妈妈买了苹果。北京不比上海大，朋友们都跑步。",
    "ar": "مرحبا بكم، هذا باب كبير",
    "fi": "Mummo pani puuron pöytään. Pappa piti omenapiirakasta.",
    "sw": "Baba na mama wanapenda mbwa. Habari za asubuhi.",
    "vi": "Bố mẹ mua bánh mì, bà pha cà phê.",
}
