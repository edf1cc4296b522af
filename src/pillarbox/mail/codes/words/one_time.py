"""Names of codes that by themselves say what the code is for. Whole words; `*` as in `nouns`.

Written from everyday usage; the term is that of RFC 4226. Keys are BCP 47 language tags (RFC 5646).
"""

ONE_TIME: dict[str, str] = {
    "af": "eenmalige kode|sekuriteitskode",
    "ar": "رقم التحقق|رمز الأمان|رمز لمرة واحدة|كلمة المرور لمرة واحدة|كلمة مرور لمرة واحدة",
    "az": "birdəfəlik kod|birdəfəlik parol|təhlükəsizlik kodu",
    "bg": "еднократен код|еднократна парола|код за сигурност",
    "bn": "ওটিপি|নিরাপত্তা কোড",
    "ca": "codi d'un sol ús|codi de seguretat",
    "cs": "bezpečnostní kód|jednorázové heslo|jednorázový kód",
    "da": "engangsadgangskode|engangskode|sikkerhedskode",
    "de": "einmal-code|einmal-passwort|einmalcode|einmalpasswort|mtan|passcode|sicherheitscode"
    "|sms-tan|smstan|tan|zugangscode|zugriffscode",
    "el": "κωδικό ασφαλείας|κωδικός ασφαλείας|κωδικός μίας χρήσης|κωδικός μιας χρήσης",
    "en": "2fa code|access code|one time code|one time password|one-time code|one-time passcode"
    "|one-time password|one-time pin|one-time-password|otp|otp code|otps|pass code|passcode"
    "|passcodes|safety code|security code|single use code|single-use code|single-use password"
    "|verification number",
    "es": "clave dinámica|código de acceso|código de seguridad|código de un solo uso|código único",
    "et": "turvakood|turvakoodi|ühekordne kood|ühekordne parool",
    "eu": "segurtasun kodea|segurtasun-kodea",
    "fa": "رمز پویا|رمز یکبار مصرف|رمز یک‌بار مصرف|کد امنیتی|گذرواژه یکبار مصرف",
    "fi": "kertakäyttöinen koodi|kertakäyttökoodi*|turvakoodi*",
    "fr": "code d'accès|code de sécurité|code unique|code à usage unique|mot de passe unique"
    "|mot de passe à usage unique",
    "gl": "código de seguridade|código dun só uso",
    "gu": "ઓટીપી|સુરક્ષા કોડ",
    "he": "סיסמה חד פעמית|סיסמה חד-פעמית|קוד אבטחה|קוד האבטחה|קוד חד פעמי|קוד חד-פעמי",
    "hi": "ओटीपी|पासकोड|वन टाइम पासवर्ड|वन-टाइम पासवर्ड|सुरक्षा कोड",
    "hr": "jednokratni kod|sigurnosni kod",
    "hu": "biztonsági kód|biztonsági kódja|biztonsági kódod|egyszer használatos kód|egyszeri kód",
    "hy": "անվտանգության կոդ",
    "id": "kode keamanan|kode sekali pakai",
    "is": "*öryggiskóði|einskiptiskóði",
    "it": "codice d'accesso|codice di accesso|codice di sicurezza|codice monouso|password monouso"
    "|password temporanea",
    "ja": "セキュリティ コード|セキュリティコード|パスコード|ワンタイムコード|ワンタイムパスワード"
    "|暗証番号|検証コード|確認キー|確認コード|確認番号|認証キー|認証コード|認証番号",
    "kk": "бір реттік код|қауіпсіздік коды",
    "kn": "ಒಟಿಪಿ|ಭದ್ರತಾ ಕೋಡ್",
    "ko": "보안 코드|보안번호|보안코드|인증 번호|인증 코드|인증번호|인증코드|일회용 비밀번호"
    "|일회용 암호|일회용 코드|확인 번호|확인번호",
    "lt": "saugos kodas|vienkartinis kodas|vienkartinį kodą",
    "lv": "drošības kods|vienreizējais kods|vienreizējā parole",
    "mk": "безбедносен код",
    "ml": "ഒടിപി|സുരക്ഷാ കോഡ്",
    "mr": "ओटीपी|सुरक्षा कोड",
    "ms": "kod keselamatan",
    "nl": "beveiligingscode|eenmalige code|eenmalige pincode|inlogcode|sms-code|toegangscode",
    "no": "engangskode|engangskoden|engangspassord|sikkerhetskode|sikkerhetskoden",
    "pa": "ਓਟੀਪੀ|ਸੁਰੱਖਿਆ ਕੋਡ",
    "pl": "hasła jednorazowego|hasło jednorazowe|hasło sms|jednorazowe hasło|jednorazowy kod"
    "|kod bezpieczeństwa|kod dostępu|kod jednorazowy|kod sms|kodu bezpieczeństwa",
    "pt": "código de acesso|código de segurança|código de uso único|código único|senha de uso único"
    "|senha única",
    "ro": "cod de securitate|cod de unică folosință|cod unic|codul de securitate|parola unică"
    "|parolă de unică folosință",
    "ru": "sms-код|код безопасности|код доступа|одноразовый код|одноразовый пароль|проверочный код|смс-код",
    "sk": "bezpečnostný kód|jednorazové heslo|jednorazový kód",
    "sl": "enkratna koda|enkratno geslo|varnostna koda",
    "sq": "kod sigurie|kodi i sigurisë",
    "sr": "bezbednosni kod|sigurnosni kod|безбедносни код|једнократни код",
    "sv": "engångskod|engångskoden|säkerhetskod|säkerhetskoden",
    "sw": "nambari ya kuthibitisha|nambari ya siri|nambari yako ya kuthibitisha",
    "ta": "ஓடிபி|பாதுகாப்புக் குறியீடு",
    "te": "ఓటీపీ|భద్రతా కోడ్",
    "th": "รหัสความปลอดภัย|รหัสผ่านครั้งเดียว|รหัสผ่านแบบใช้ครั้งเดียว|รหัสยืนยัน|โอทีพี",
    "tr": "güvenlik kodu|güvenlik kodunuz|onay kodu|onay kodunuz|tek kullanımlık kod"
    "|tek kullanımlık parola|tek kullanımlık şifre",
    "uk": "код безпеки|код доступу|одноразовий код|одноразовий пароль",
    "ur": "او ٹی پی|سیکیورٹی کوڈ",
    "uz": "bir martalik kod|bir martalik parol|xavfsizlik kodi",
    "vi": "mã bảo mật|mã khôi phục|mã kích hoạt|mã otp|mã truy cập|mã xác minh|mã xác nhận"
    "|mã xác thực|mã đăng nhập|mật khẩu dùng một lần|mật khẩu một lần",
    "zh": "一次性代码|一次性密码|一次性密碼|动态口令|动态密码|动态码|動態密碼|動態碼|安全代码"
    "|安全码|安全碼|授权码|授權碼|校驗碼|校验码|激活码|登入碼|登录码|短信码|确认码|確認碼"
    "|認證碼|认证码|识别码|随机码|驗證碼|验证码",
}
