"""How a mail tells its reader to type something: the verb right before a code. Whole words.

Written from everyday usage. Keys are BCP 47 language tags (RFC 5646).
"""

PROMPTS: dict[str, str] = {
    "ca": "fes servir|introdueix|utilitza",
    "cs": "použijte|zadejte",
    "da": "brug|indtast",
    "de": "eingeben|geben sie|gib|nutze|nutzen sie|verwende|verwenden sie",
    "en": "enter|input|submit|type|use",
    "es": "ingresa|ingrese|introduce|introduzca|usa|use|utilice|utiliza",
    "fi": "käytä|syötä",
    "fr": "entrez|saisissez|utilise|utilisez",
    "hr": "unesite|upotrijebite",
    "hu": "használja|írja be",
    "id": "gunakan|masukkan",
    "it": "digita|inserisci|usa|utilizza",
    "nl": "gebruik|typ|voer",
    "no": "bruk|skriv inn|tast inn",
    "pl": "użyj|wpisz|wprowadź",
    "pt": "digite|informe|insira|introduza|use|utilize",
    "ro": "folosiți|introduceți",
    "ru": "введите|используйте",
    "sv": "ange|använd",
    "uk": "введіть|використайте",
    "vi": "dùng|nhập|sử dụng",
    "zh": "使用|輸入|输入",
}
