"""A quick look at a plain text: could it name a code at all? Made for the many mails that cannot.

Parts of the words in `words.nouns`, `words.one_time` and, for codes without a name, of the commonest actions.
They are looked up in lowered, not in folded text, so accented spellings stand beside the plain ones.
"""

_LATIN: tuple[str, ...] = (
    "cod",
    "kod",
    "otp",
    "verif",
    "to log in",
    "to sign in",
    "sign-in",
    " pin",
    "\npin",
    "pass",
    "kood",
    "token",
)
_LATIN += (" tan", "mtan", "s-tan", "smstan", "anmeld", "connecter", "iniciar ses")
_LATIN += ("kich hoat", "clave", "paro", "senha", "sifr", "slo", "nhap ma", "ma xac", "ambari", "msimbo")
_ACCENTED = ("vérif", "cód", "côd", "hasł", "kód", "kóð", "kôd", "mã", "mật khẩu", "hód", "şifr")
_GREEK_TO_HEBREW = ("κωδ", "код", "парол", "пин", "лозинк", "пін", "կոդ", "ծածկ", "קוד", "סיסמ")
_ARABIC = ("رمز", "كود", "کد", "رقم", "كلمة", "گذر", "کوڈ", "ٹی پی")
_INDIC: tuple[str, ...] = (
    "कोड",
    "ओटीपी",
    "पिन",
    "टाइम",
    "কোড",
    "ওটিপি",
    "পিন",
    "ਕੋਡ",
    "ਓਟੀਪੀ",
    "કોડ",
    "ઓટીપી",
    "குறியீ",
    "ஓடிபி",
)
_INDIC += ("కోడ్", "ఓటీపీ", "ಕೋಡ್", "ಒಟಿಪಿ", "കോഡ്", "ഒടിപി", "කේත", "पासकोड")
_EASTERN: tuple[str, ...] = (
    "รหัส",
    "โอทีพี",
    "ລະຫັດ",
    "ကုဒ်",
    "កូដ",
    "კოდ",
    "ኮድ",
    "码",
    "碼",
    "口令",
    "密",
    "代",
    "コード",
    "番号",
    "キー",
)
_EASTERN += ("パス", "코드", "번호", "암호")

_NEEDLES_BEYOND_ASCII = (*_ACCENTED, *_GREEK_TO_HEBREW, *_ARABIC, *_INDIC, *_EASTERN)


def may_name_code(subject: str, body: str) -> bool:
    """Whether looking for a code in the text is worth the time."""
    lowered = f"\n{subject}\n{body}".lower()
    for needle in _LATIN:
        if needle in lowered:
            return True
    return not lowered.isascii() and any(needle in lowered for needle in _NEEDLES_BEYOND_ASCII)
