"""How mails in many languages give a code: own sentences, written for these tests."""

from typing import NamedTuple


class CodePhrases(NamedTuple):
    """The sentences of one language."""

    within: str  # names the code {c} in a sentence
    above: str  # stands above the code


PHRASES = {
    "af": CodePhrases(
        "Jou verifikasiekode is {c}.",
        "Gebruik hierdie kode om aan te meld:",
    ),
    "ar": CodePhrases(
        "رمز التحقق الخاص بك هو {c}",
        "أدخل الرمز التالي لتسجيل الدخول:",
    ),
    "az": CodePhrases(
        "Təsdiq kodunuz: {c}",
        "Daxil olmaq üçün bu koddan istifadə edin:",
    ),
    "be": CodePhrases(
        "Ваш код пацвярджэння: {c}.",
        "Каб увайсці, увядзіце гэты код:",
    ),
    "bg": CodePhrases(
        "Вашият код за потвърждение е {c}.",
        "Въведете този код, за да влезете:",
    ),
    "bn": CodePhrases(
        "আপনার যাচাইকরণ কোড হল {c}।",
        "লগইন করতে এই কোডটি ব্যবহার করুন:",
    ),
    "bs": CodePhrases(
        "Vaš verifikacijski kod je {c}.",
        "Unesite ovaj kod za prijavu:",
    ),
    "ca": CodePhrases(
        "El teu codi de verificació és {c}.",
        "Introdueix aquest codi per iniciar la sessió:",
    ),
    "cs": CodePhrases(
        "Váš ověřovací kód je {c}.",
        "Pro přihlášení zadejte tento kód:",
    ),
    "cy": CodePhrases(
        "Eich cod dilysu yw {c}.",
        "Defnyddiwch y cod hwn i fewngofnodi:",
    ),
    "da": CodePhrases(
        "Din bekræftelseskode er {c}.",
        "Brug denne kode til at logge ind:",
    ),
    "de": CodePhrases(
        "Ihr Bestätigungscode lautet {c}.",
        "Geben Sie diesen Code ein, um sich anzumelden:",
    ),
    "el": CodePhrases(
        "Ο κωδικός επαλήθευσης είναι {c}.",
        "Πληκτρολογήστε τον παρακάτω κωδικό για να συνδεθείτε:",
    ),
    "en": CodePhrases(
        "Your security code is {c}.",
        "Here's the code you asked for to sign in:",
    ),
    "es": CodePhrases(
        "Tu código de verificación es {c}.",
        "Introduce este código para iniciar sesión:",
    ),
    "et": CodePhrases(
        "Teie kinnituskood on {c}.",
        "Sisselogimiseks sisestage see kood:",
    ),
    "eu": CodePhrases(
        "Zure egiaztapen-kodea {c} da.",
        "Saioa hasteko, erabili kode hau:",
    ),
    "fa": CodePhrases(
        "کد تأیید شما {c} است.",
        "برای ورود این کد را وارد کنید:",
    ),
    "fi": CodePhrases(
        "Vahvistuskoodisi on {c}.",
        "Kirjaudu sisään tällä koodilla:",
    ),
    "fil": CodePhrases(
        "Ang iyong verification code ay {c}.",
        "Ilagay ang code na ito para mag-log in:",
    ),
    "fr": CodePhrases(
        "Votre code de vérification est {c}.",
        "Saisissez ce code pour vous connecter :",
    ),
    "ga": CodePhrases(
        "Is é {c} do chód fíoraithe.",
        "Úsáid an cód seo chun logáil isteach:",
    ),
    "gl": CodePhrases(
        "O teu código de verificación é {c}.",
        "Introduce este código para iniciar sesión:",
    ),
    "gu": CodePhrases(
        "તમારો ચકાસણી કોડ {c} છે.",
        "લૉગિન કરવા માટે આ કોડ દાખલ કરો:",
    ),
    "he": CodePhrases(
        "קוד האימות שלך הוא {c}",
        "הזן את הקוד הבא כדי להתחבר:",
    ),
    "hi": CodePhrases(
        "आपका सत्यापन कोड {c} है।",
        "साइन इन करने के लिए यह कोड दर्ज करें:",
    ),
    "hr": CodePhrases(
        "Vaš kôd za potvrdu je {c}.",
        "Za prijavu unesite ovaj kôd:",
    ),
    "hu": CodePhrases(
        "Az Ön ellenőrző kódja: {c}.",
        "A bejelentkezéshez adja meg ezt a kódot:",
    ),
    "hy": CodePhrases(
        "Ձեր հաստատման կոդն է՝ {c}",
        "Մուտք գործելու համար օգտագործեք այս կոդը.",
    ),
    "id": CodePhrases(
        "Kode verifikasi Anda adalah {c}.",
        "Masukkan kode berikut untuk masuk:",
    ),
    "is": CodePhrases(
        "Staðfestingarkóðinn þinn er {c}.",
        "Notaðu þennan kóða til að skrá þig inn:",
    ),
    "it": CodePhrases(
        "Il tuo codice di verifica è {c}.",
        "Inserisci questo codice per accedere:",
    ),
    "ja": CodePhrases(
        "認証コードは{c}です。",
        "ログインするには次のコードを入力してください。",
    ),
    "ka": CodePhrases(
        "თქვენი დადასტურების კოდია {c}.",
        "შესასვლელად გამოიყენეთ ეს კოდი:",
    ),
    "kk": CodePhrases(
        "Сіздің растау кодыңыз: {c}",
        "Кіру үшін мына кодты енгізіңіз:",
    ),
    "km": CodePhrases(
        "លេខកូដផ្ទៀងផ្ទាត់របស់អ្នកគឺ {c}",
        "បញ្ចូលកូដនេះដើម្បីចូល៖",
    ),
    "kn": CodePhrases(
        "ನಿಮ್ಮ ಪರಿಶೀಲನಾ ಕೋಡ್ {c}.",
        "ಲಾಗಿನ್ ಮಾಡಲು ಈ ಕೋಡ್ ಬಳಸಿ:",
    ),
    "ko": CodePhrases(
        "인증번호는 {c}입니다.",
        "로그인하려면 다음 코드를 입력하세요.",
    ),
    "lt": CodePhrases(
        "Jūsų patvirtinimo kodas yra {c}.",
        "Norėdami prisijungti, įveskite šį kodą:",
    ),
    "lv": CodePhrases(
        "Jūsu apstiprinājuma kods ir {c}.",
        "Lai pieteiktos, ievadiet šo kodu:",
    ),
    "mk": CodePhrases(
        "Вашиот код за потврда е {c}.",
        "Внесете го овој код за да се најавите:",
    ),
    "mn": CodePhrases(
        "Таны баталгаажуулах код: {c}",
        "Нэвтрэхийн тулд энэ кодыг оруулна уу:",
    ),
    "mr": CodePhrases(
        "तुमचा पडताळणी कोड {c} आहे.",
        "लॉगिन करण्यासाठी हा कोड वापरा:",
    ),
    "ms": CodePhrases(
        "Kod pengesahan anda ialah {c}.",
        "Masukkan kod ini untuk log masuk:",
    ),
    "my": CodePhrases(
        "သင့်အတည်ပြုကုဒ်မှာ {c} ဖြစ်သည်။",
        "အကောင့်ဝင်ရန် ဤကုဒ်ကို ထည့်ပါ -",
    ),
    "ne": CodePhrases(
        "तपाईंको प्रमाणीकरण कोड {c} हो।",
        "लगइन गर्न यो कोड प्रयोग गर्नुहोस्:",
    ),
    "nl": CodePhrases(
        "Je verificatiecode is {c}.",
        "Vul deze code in om in te loggen:",
    ),
    "no": CodePhrases(
        "Bekreftelseskoden din er {c}.",
        "Bruk denne koden for å logge inn:",
    ),
    "pa": CodePhrases(
        "ਤੁਹਾਡਾ ਪੁਸ਼ਟੀਕਰਨ ਕੋਡ {c} ਹੈ।",
        "ਲੌਗਇਨ ਕਰਨ ਲਈ ਇਹ ਕੋਡ ਦਰਜ ਕਰੋ:",
    ),
    "pl": CodePhrases(
        "Twój kod weryfikacyjny to {c}.",
        "Aby się zalogować, wpisz ten kod:",
    ),
    "pt": CodePhrases(
        "O seu código de verificação é {c}.",
        "Insira este código para entrar:",
    ),
    "ro": CodePhrases(
        "Codul dvs. de verificare este {c}.",
        "Introduceți acest cod pentru a vă conecta:",
    ),
    "ru": CodePhrases(
        "Ваш код подтверждения: {c}.",
        "Чтобы войти, введите этот код:",
    ),
    "si": CodePhrases(
        "ඔබගේ තහවුරු කිරීමේ කේතය {c} වේ.",
        "පිවිසීමට මෙම කේතය ඇතුළත් කරන්න:",
    ),
    "sk": CodePhrases(
        "Váš overovací kód je {c}.",
        "Na prihlásenie zadajte tento kód:",
    ),
    "sl": CodePhrases(
        "Vaša potrditvena koda je {c}.",
        "Za prijavo vnesite to kodo:",
    ),
    "sq": CodePhrases(
        "Kodi juaj i verifikimit është {c}.",
        "Përdorni këtë kod për të hyrë:",
    ),
    "sr": CodePhrases(
        "Ваш верификациони код је {c}.",
        "Унесите овај код да бисте се пријавили:",
    ),
    "sv": CodePhrases(
        "Din verifieringskod är {c}.",
        "Ange den här koden för att logga in:",
    ),
    "sw": CodePhrases(
        "Nambari yako ya kuthibitisha ni {c}.",
        "Tumia msimbo huu kuingia:",
    ),
    "ta": CodePhrases(
        "உங்கள் சரிபார்ப்புக் குறியீடு {c}.",
        "உள்நுழைய இந்தக் குறியீட்டை உள்ளிடவும்:",
    ),
    "te": CodePhrases(
        "మీ ధృవీకరణ కోడ్ {c}.",
        "లాగిన్ చేయడానికి ఈ కోడ్‌ను నమోదు చేయండి:",
    ),
    "th": CodePhrases(
        "รหัสยืนยันของคุณคือ {c}",
        "กรอกรหัสต่อไปนี้เพื่อเข้าสู่ระบบ",
    ),
    "tr": CodePhrases(
        "Doğrulama kodunuz: {c}",
        "Giriş yapmak için bu kodu girin:",
    ),
    "uk": CodePhrases(
        "Ваш код підтвердження: {c}.",
        "Щоб увійти, введіть цей код:",
    ),
    "ur": CodePhrases(
        "آپ کا تصدیقی کوڈ {c} ہے۔",
        "لاگ ان کرنے کے لیے یہ کوڈ درج کریں:",
    ),
    "uz": CodePhrases(
        "Tasdiqlash kodingiz: {c}",
        "Kirish uchun ushbu kodni kiriting:",
    ),
    "vi": CodePhrases(
        "Mã xác minh của bạn là {c}.",
        "Nhập mã sau để đăng nhập:",
    ),
    "zh-Hans": CodePhrases(
        "您的验证码是{c}，5分钟内有效。",
        "请输入以下验证码登录：",
    ),
    "zh-Hant": CodePhrases(
        "您的驗證碼為 {c}，請勿告訴他人。",
        "請輸入以下驗證碼以登入：",
    ),
}
