"""How mails in many languages ask for a click: own sentences, written for these tests."""

from typing import NamedTuple


class LinkPhrases(NamedTuple):
    """The sentences of one language."""

    label: str  # on the button
    above: str  # stands above the button
    subject: str


PHRASES = {
    "af": LinkPhrases(
        "Bevestig jou e-posadres",
        "Klik op die knoppie om jou e-posadres te bevestig.",
        "Bevestig jou e-posadres",
    ),
    "ar": LinkPhrases(
        "تأكيد البريد الإلكتروني",
        "انقر على الزر أدناه لتأكيد عنوان بريدك الإلكتروني.",
        "تأكيد بريدك الإلكتروني",
    ),
    "az": LinkPhrases(
        "E-poçtu təsdiqlə",
        "E-poçt ünvanınızı təsdiqləmək üçün düyməni basın.",
        "E-poçt ünvanınızı təsdiqləyin",
    ),
    "be": LinkPhrases(
        "Пацвердзіць адрас",
        "Націсніце кнопку, каб пацвердзіць свой адрас.",
        "Пацвердзіце свой адрас",
    ),
    "bg": LinkPhrases(
        "Потвърдете имейла",
        "Натиснете бутона, за да потвърдите имейл адреса си.",
        "Потвърдете имейл адреса си",
    ),
    "bn": LinkPhrases(
        "ইমেল যাচাই করুন",
        "আপনার ইমেল ঠিকানা নিশ্চিত করতে বোতামে ক্লিক করুন।",
        "আপনার ইমেল নিশ্চিত করুন",
    ),
    "bs": LinkPhrases(
        "Potvrdi e-mail",
        "Kliknite na dugme da potvrdite svoju e-mail adresu.",
        "Potvrdite e-mail adresu",
    ),
    "ca": LinkPhrases(
        "Confirma el correu",
        "Fes clic al botó per confirmar la teva adreça electrònica.",
        "Confirma la teva adreça",
    ),
    "cs": LinkPhrases(
        "Potvrdit e-mail",
        "Kliknutím na tlačítko potvrdíte svou e-mailovou adresu.",
        "Potvrďte svůj e-mail",
    ),
    "cy": LinkPhrases(
        "Cadarnhau'r cyfeiriad",
        "Cliciwch y botwm i gadarnhau eich cyfeiriad e-bost.",
        "Cadarnhewch eich e-bost",
    ),
    "da": LinkPhrases(
        "Bekræft e-mail",
        "Klik på knappen for at bekræfte din e-mailadresse.",
        "Bekræft din e-mailadresse",
    ),
    "de": LinkPhrases(
        "E-Mail-Adresse bestätigen",
        "Klicken Sie auf die Schaltfläche, um Ihre E-Mail-Adresse zu bestätigen.",
        "Bestätigen Sie Ihre E-Mail-Adresse",
    ),
    "el": LinkPhrases(
        "Επιβεβαίωση email",
        "Κάντε κλικ στο κουμπί για να επιβεβαιώσετε τη διεύθυνσή σας.",
        "Επιβεβαιώστε το email σας",
    ),
    "en": LinkPhrases(
        "Confirm my address",
        "Click the button to confirm your email address.",
        "Confirm your email",
    ),
    "es": LinkPhrases(
        "Confirmar correo",
        "Haz clic en el botón para confirmar tu dirección de correo.",
        "Confirma tu correo electrónico",
    ),
    "et": LinkPhrases(
        "Kinnita e-post",
        "E-posti aadressi kinnitamiseks klõpsake nuppu.",
        "Kinnitage oma e-posti aadress",
    ),
    "eu": LinkPhrases(
        "Baieztatu helbidea",
        "Egin klik botoian zure helbide elektronikoa baieztatzeko.",
        "Baieztatu zure helbide elektronikoa",
    ),
    "fa": LinkPhrases(
        "تأیید ایمیل",
        "برای تأیید نشانی ایمیل خود روی دکمه کلیک کنید.",
        "ایمیل خود را تأیید کنید",
    ),
    "fi": LinkPhrases(
        "Vahvista sähköposti",
        "Vahvista sähköpostiosoitteesi napsauttamalla painiketta.",
        "Vahvista sähköpostiosoitteesi",
    ),
    "fil": LinkPhrases(
        "I-verify ang email",
        "I-click ang button para kumpirmahin ang iyong email address.",
        "Kumpirmahin ang iyong email",
    ),
    "fr": LinkPhrases(
        "Confirmer mon adresse",
        "Cliquez sur le bouton pour confirmer votre adresse e-mail.",
        "Confirmez votre adresse e-mail",
    ),
    "ga": LinkPhrases(
        "Deimhnigh an ríomhphost",
        "Cliceáil ar an gcnaipe chun do sheoladh ríomhphoist a dheimhniú.",
        "Deimhnigh do ríomhphost",
    ),
    "gl": LinkPhrases(
        "Confirmar correo",
        "Preme no botón para confirmar o teu enderezo.",
        "Confirma o teu correo",
    ),
    "gu": LinkPhrases(
        "ઇમેઇલ ચકાસો",
        "તમારા ઇમેઇલની પુષ્ટિ કરવા બટન પર ક્લિક કરો.",
        "તમારા ઇમેઇલની પુષ્ટિ કરો",
    ),
    "he": LinkPhrases(
        "אישור כתובת המייל",
        'לחץ על הכפתור כדי לאשר את כתובת הדוא"ל שלך.',
        'אישור כתובת הדוא"ל',
    ),
    "hi": LinkPhrases(
        "ईमेल की पुष्टि करें",
        "अपने ईमेल पते की पुष्टि करने के लिए बटन पर क्लिक करें।",
        "अपने ईमेल की पुष्टि करें",
    ),
    "hr": LinkPhrases(
        "Potvrdi e-poštu",
        "Kliknite gumb kako biste potvrdili svoju adresu e-pošte.",
        "Potvrdite adresu e-pošte",
    ),
    "hu": LinkPhrases(
        "E-mail megerősítése",
        "Kattintson a gombra e-mail-címe megerősítéséhez.",
        "Erősítse meg e-mail-címét",
    ),
    "hy": LinkPhrases(
        "Հաստատել էլ. հասցեն",
        "Սեղմեք կոճակը՝ ձեր էլ. հասցեն հաստատելու համար։",
        "Հաստատեք ձեր էլ. հասցեն",
    ),
    "id": LinkPhrases(
        "Konfirmasi email",
        "Klik tombol di bawah untuk mengonfirmasi alamat email Anda.",
        "Konfirmasi alamat email Anda",
    ),
    "is": LinkPhrases(
        "Staðfesta netfang",
        "Smelltu á hnappinn til að staðfesta netfangið þitt.",
        "Staðfestu netfangið þitt",
    ),
    "it": LinkPhrases(
        "Conferma email",
        "Fai clic sul pulsante per confermare il tuo indirizzo email.",
        "Conferma il tuo indirizzo email",
    ),
    "ja": LinkPhrases(
        "メールアドレスを確認",
        "ボタンをクリックしてメールアドレスを確認してください。",
        "メールアドレスの確認",
    ),
    "ka": LinkPhrases(
        "ელფოსტის დადასტურება",
        "დააჭირეთ ღილაკს თქვენი ელფოსტის დასადასტურებლად.",
        "დაადასტურეთ ელფოსტა",
    ),
    "kk": LinkPhrases(
        "Поштаны растау",
        "Электрондық поштаңызды растау үшін түймені басыңыз.",
        "Электрондық поштаңызды растаңыз",
    ),
    "km": LinkPhrases(
        "បញ្ជាក់អ៊ីមែល",
        "ចុចប៊ូតុងដើម្បីបញ្ជាក់អ៊ីមែលរបស់អ្នក។",
        "បញ្ជាក់អ៊ីមែលរបស់អ្នក",
    ),
    "kn": LinkPhrases(
        "ಇಮೇಲ್ ಪರಿಶೀಲಿಸಿ",
        "ನಿಮ್ಮ ಇಮೇಲ್ ಪರಿಶೀಲಿಸಲು ಬಟನ್ ಒತ್ತಿ.",
        "ನಿಮ್ಮ ಇಮೇಲ್ ಪರಿಶೀಲಿಸಿ",
    ),
    "ko": LinkPhrases(
        "이메일 인증하기",
        "아래 버튼을 눌러 이메일 주소를 인증해 주세요.",
        "이메일 주소 인증",
    ),
    "lt": LinkPhrases(
        "Patvirtinti el. paštą",
        "Spustelėkite mygtuką, kad patvirtintumėte savo el. pašto adresą.",
        "Patvirtinkite savo el. paštą",
    ),
    "lv": LinkPhrases(
        "Apstiprināt e-pastu",
        "Noklikšķiniet uz pogas, lai apstiprinātu savu e-pasta adresi.",
        "Apstipriniet savu e-pastu",
    ),
    "mk": LinkPhrases(
        "Потврди е-пошта",
        "Кликнете на копчето за да ја потврдите вашата адреса.",
        "Потврдете ја вашата е-пошта",
    ),
    "mn": LinkPhrases(
        "Имэйлээ баталгаажуулах",
        "Имэйл хаягаа баталгаажуулахын тулд товчийг дарна уу.",
        "Имэйлээ баталгаажуулна уу",
    ),
    "mr": LinkPhrases(
        "ईमेल सत्यापित करा",
        "तुमचा ईमेल सत्यापित करण्यासाठी बटणावर क्लिक करा.",
        "तुमचा ईमेल सत्यापित करा",
    ),
    "ms": LinkPhrases(
        "Sahkan e-mel",
        "Klik butang untuk mengesahkan alamat e-mel anda.",
        "Sahkan alamat e-mel anda",
    ),
    "my": LinkPhrases(
        "အီးမေးလ် အတည်ပြုရန်",
        "သင့်အီးမေးလ်ကို အတည်ပြုရန် ခလုတ်ကို နှိပ်ပါ။",
        "သင့်အီးမေးလ်ကို အတည်ပြုပါ",
    ),
    "ne": LinkPhrases(
        "इमेल पुष्टि गर्नुहोस्",
        "आफ्नो इमेल पुष्टि गर्न बटनमा क्लिक गर्नुहोस्।",
        "आफ्नो इमेल पुष्टि गर्नुहोस्",
    ),
    "nl": LinkPhrases(
        "E-mailadres bevestigen",
        "Klik op de knop om je e-mailadres te bevestigen.",
        "Bevestig je e-mailadres",
    ),
    "no": LinkPhrases(
        "Bekreft e-postadressen",
        "Klikk på knappen for å bekrefte e-postadressen din.",
        "Bekreft e-postadressen din",
    ),
    "pa": LinkPhrases(
        "ਈਮੇਲ ਦੀ ਪੁਸ਼ਟੀ ਕਰੋ",
        "ਆਪਣੀ ਈਮੇਲ ਦੀ ਪੁਸ਼ਟੀ ਕਰਨ ਲਈ ਬਟਨ 'ਤੇ ਕਲਿੱਕ ਕਰੋ।",
        "ਆਪਣੀ ਈਮੇਲ ਦੀ ਪੁਸ਼ਟੀ ਕਰੋ",
    ),
    "pl": LinkPhrases(
        "Potwierdzam adres",
        "Kliknij przycisk, aby potwierdzić swój adres e-mail.",
        "Potwierdź swój adres e-mail",
    ),
    "pt": LinkPhrases(
        "Confirmar e-mail",
        "Clique no botão para confirmar o seu endereço de e-mail.",
        "Confirme o seu e-mail",
    ),
    "ro": LinkPhrases(
        "Confirmă adresa",
        "Apăsați butonul pentru a confirma adresa de e-mail.",
        "Confirmați adresa de e-mail",
    ),
    "ru": LinkPhrases(
        "Подтвердить почту",
        "Нажмите кнопку, чтобы подтвердить адрес электронной почты.",
        "Подтвердите адрес почты",
    ),
    "si": LinkPhrases(
        "ඊමේල් තහවුරු කරන්න",
        "ඔබගේ ඊමේල් ලිපිනය තහවුරු කිරීමට බොත්තම ඔබන්න.",
        "ඔබගේ ඊමේල් ලිපිනය තහවුරු කරන්න",
    ),
    "sk": LinkPhrases(
        "Potvrdiť e-mail",
        "Kliknutím na tlačidlo potvrdíte svoju e-mailovú adresu.",
        "Potvrďte svoj e-mail",
    ),
    "sl": LinkPhrases(
        "Potrdi e-pošto",
        "Kliknite gumb, da potrdite svoj e-poštni naslov.",
        "Potrdite svoj e-poštni naslov",
    ),
    "sq": LinkPhrases(
        "Konfirmo email-in",
        "Klikoni butonin për të konfirmuar adresën tuaj.",
        "Konfirmoni email-in tuaj",
    ),
    "sr": LinkPhrases(
        "Потврди адресу",
        "Кликните на дугме да потврдите своју адресу.",
        "Потврдите своју адресу",
    ),
    "sv": LinkPhrases(
        "Bekräfta e-postadressen",
        "Klicka på knappen för att bekräfta din e-postadress.",
        "Bekräfta din e-postadress",
    ),
    "sw": LinkPhrases(
        "Thibitisha barua pepe",
        "Bofya kitufe ili kuthibitisha barua pepe yako.",
        "Thibitisha barua pepe yako",
    ),
    "ta": LinkPhrases(
        "மின்னஞ்சலை உறுதிப்படுத்து",
        "உங்கள் மின்னஞ்சலை உறுதிப்படுத்த பொத்தானைக் கிளிக் செய்யவும்.",
        "உங்கள் மின்னஞ்சலை உறுதிப்படுத்தவும்",
    ),
    "te": LinkPhrases(
        "ఇమెయిల్‌ను ధృవీకరించండి",
        "మీ ఇమెయిల్‌ను ధృవీకరించడానికి బటన్‌ను నొక్కండి.",
        "మీ ఇమెయిల్‌ను ధృవీకరించండి",
    ),
    "th": LinkPhrases(
        "ยืนยันอีเมล",
        "คลิกปุ่มด้านล่างเพื่อยืนยันที่อยู่อีเมลของคุณ",
        "ยืนยันอีเมลของคุณ",
    ),
    "tr": LinkPhrases(
        "E-postayı onayla",
        "E-posta adresinizi onaylamak için düğmeye tıklayın.",
        "E-posta adresinizi onaylayın",
    ),
    "uk": LinkPhrases(
        "Підтвердити пошту",
        "Натисніть кнопку, щоб підтвердити свою електронну адресу.",
        "Підтвердьте свою адресу",
    ),
    "ur": LinkPhrases(
        "ای میل کی تصدیق کریں",
        "اپنے ای میل پتے کی تصدیق کے لیے بٹن پر کلک کریں۔",
        "اپنے ای میل کی تصدیق کریں",
    ),
    "uz": LinkPhrases(
        "Emailni tasdiqlash",
        "Email manzilingizni tasdiqlash uchun tugmani bosing.",
        "Email manzilingizni tasdiqlang",
    ),
    "vi": LinkPhrases(
        "Xác nhận email",
        "Nhấn vào nút bên dưới để xác nhận địa chỉ email của bạn.",
        "Xác nhận địa chỉ email",
    ),
    "zh-Hans": LinkPhrases(
        "确认邮箱",
        "请点击下方按钮确认您的邮箱地址。",
        "确认您的邮箱地址",
    ),
    "zh-Hant": LinkPhrases(
        "確認電子郵件",
        "請點擊下方按鈕以確認您的電子郵件地址。",
        "確認您的電子郵件",
    ),
}
