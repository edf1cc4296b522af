"""What a verification mail asks for: confirm, sign in, reset, unlock, activate, join. Word beginnings.

Sources: the translations that sign-in products publish for these mails, and Unicode CLDR for language tags.
"""

ACTIONS: dict[str, str] = {
    "af": "aktiveer|bevestig|herstel|meld aan|nooi|teken in|uitnodig|verifieer|wagwoord",
    "am": "ማረጋገጫ|የይለፍ ቃል|ግባ",
    "ar": "إعادة تعيين|إلغاء القفل|استعادة|التحقق|الدخول|انضم|تأكيد|تحقق|تفعيل|دعوة|كلمة السر"
    "|كلمة المرور|مصادقة",
    "az": "aktiv|bərpa|daxil ol|dəvət|giriş|parol|sıfırla|təsdiq|şifrə",
    "be": "аднав|актыв|запраш|парол|пацверд|пацвярд|праверк|увай|уваход",
    "bg": "актив|верифи|влез|вход|възстан|нулир|отключ|парол|покан|потвърд|провер",
    "bn": "আনলক|আমন্ত্রণ|নিশ্চিত|পাসওয়ার্ড|পুনরুদ্ধার|যাচাই|রিসেট|লগ ইন|লগইন|সক্রিয়|সাইন ইন",
    "ca": "activ|confirm|contrasenya|convid|desbloque|inicia la sessió|inicia sessió|iniciar sessió"
    "|recuper|restabl|verific",
    "cs": "aktiv|hesla|heslo|obnov|odblok|odemk|ověřen|ověřit|ověřov|ověřte|potvrd|potvrz|pozvan"
    "|pozvá|přihlá|registr",
    "da": "adgangskode|aktiver|bekræft|godkend|invitation|inviter|log ind|log på|logge ind|lås op"
    "|nulstil|verific",
    "de": "aktivier|anmeld|bestätig|eingeladen|einlad|einlogg|entsperr|freischalt|identität"
    "|kennwort|login|passwort|registrier|verifizier|wiederherstell|zurücksetz|zweifaktor",
    "el": "αλλαγή κωδικ|αυθεντ|είσοδ|εισόδ|ενεργοποί|επαληθ|επαναφορ|επιβεβαι|κωδικού πρόσβασ"
    "|κωδικό πρόσβασ|κωδικός πρόσβασ|ξεκλειδ|προσκαλ|προσκλ|συνδέσ|συνδεθ|σύνδεσ|ταυτοπ",
    "en": "2-step|activat|authenticat|authoris|authoriz|confirm|invit|log back in|log in|log you in"
    "|log-in|logging in|login|magic link|mfa|multi-factor|one-tap|password|passwordless"
    "|recover|regist|reset|security code|sign in|sign up|sign you in|sign-in|sign-on|sign-up"
    "|signin|signing in|signing up|signup|two-factor|two-step|unlock|validat|verif",
    "es": "acced|acceso|activ|autentic|autoriz|clave|confirm|contraseña|desbloque|identidad|ingres"
    "|inicia sesión|iniciar sesión|inicie sesión|inicio de sesión|invit|recuper|registr"
    "|restablec|valid|verific",
    "et": "aktiveeri|kinnita|kinnitus|kutse|kutsu|logi sisse|lähtesta|parool|sisselogi|taasta|tuvasta",
    "eu": "aktibat|baieztat|berrezarri|egiaztat|gonbid|pasahitz|saioa has",
    "fa": "اعتبارسنجی|بازنشانی|بازیابی|تأیید|تایید|دعوت|رمز عبور|فعال|قفل|ورود|گذرواژه",
    "fi": "aktivoi|kirjaudu|kirjautu|kutsu|lukitus|nollaa|palaut|rekister|salasana|todenn|vahvist"
    "|varmen|varmist",
    "fil": "beripik|i-verify|imbita|kumpirm|mag-log",
    "fr": "activ|authentif|confirm|connecter|connectez|connexion|débloqu|déverrouill|identifi"
    "|inscription|invit|mot de passe|récupér|réinitialis|valid|vérif",
    "gl": "activ|confirm|contrasinal|convid|desbloque|iniciar sesión|restabl|verific",
    "gu": "આમંત્રણ|ચકાસ|પાસવર્ડ|પુષ્ટિ|લૉગિન",
    "he": "אימות|איפוס|אישור|אמת|אפס|אשר|הוזמנת|הזמין|הזמנה|הפעל|הצטרף|התחבר|התחברות|כניסה|לאמת"
    "|לאפס|להיכנס|להתחבר|נעילה|סיסמ|שחזור",
    "hi": "अनलॉक|आमंत्र|पासवर्ड|पुष्टि|प्रमाणीकरण|रीसेट|लॉग इन|लॉगिन|सक्रिय|सत्यापन|सत्यापित|साइन इन",
    "hr": "aktiv|lozink|otključ|ponovno postavi|potvrd|poziv|prijav|provjer|registr|verific|zaporka",
    "hu": "aktivál|bejelentk|belép|ellenőrz|felold|hitelesít|igazol|jelszav|jelszó|megerősít|meghív"
    "|regisztr|visszaállít",
    "hy": "ակտիվ|գաղտնաբառ|հաստատ|հրավեր|մուտք|վերականգն",
    "id": "aktifkan|aktivasi|atur ulang|autentikasi|buka kunci|daftar|kata sandi|konfirmasi|masuk"
    "|setel ulang|undang|verifikasi",
    "is": "aflæs|auðkenn|bjóð|boðið|endurstill|innskr|lykilorð|staðfest|virkj",
    "it": "acced|accesso|attiv|autentic|cambia la|conferm|convalid|identità|invit|recuper|registr"
    "|reimpost|sblocc|verific",
    "ja": "アクティベ|アンロック|サインイン|パスワード|リセット|ログイン|ロック解除|再設定|招待"
    "|有効化|本人確認|検証|登録|確認|認証",
    "ka": "აღდგენ|გააქტიურ|დადასტურ|ვერიფიკ|მოწვევ|პაროლ|შესვლ",
    "kk": "белсендір|кіру|раста|шақыр|қалпына|құпиясөз",
    "km": "ចូល|បញ្ជាក់|ផ្ទៀងផ្ទាត់|ពាក្យសម្ងាត់",
    "kn": "ಪರಿಶೀಲ|ಪಾಸ್‌ವರ್ಡ್|ಲಾಗಿನ್",
    "ko": "가입|로그인|본인|비밀번호|인증|잠금|재설정|초기화|초대|확인|활성화",
    "lo": "ຢືນຢັນ|ລະຫັດຜ່ານ|ເຂົ້າສູ່ລະບົບ",
    "lt": "aktyv|atkurt|atrakin|atstat|autentif|kvieči|pakeisti|pakviest|pakviet|patikrin|patvirt"
    "|prisijung|slaptažod",
    "lv": "aktiv|apstipr|atbloķ|atiest|atjaun|autentif|ielogo|ielūg|parol|pierakst|pieteik|uzaicin|verifi",
    "mk": "актив|лозинк|најав|покан|потврд|ресет",
    "ml": "പരിശോധ|പാസ്‌വേഡ്|ലോഗിൻ|സ്ഥിരീകര",
    "mn": "баталгаажуул|нууц үг|нэвтр",
    "mr": "पडताळ|लॉगिन|सत्यापित",
    "ms": "daftar|jemput|kata laluan|log masuk|pengesahan|sahkan|set semula|tetapkan semula",
    "my": "စကားဝှက်|အတည်ပြု",
    "ne": "प्रमाणित|लगइन",
    "nl": "aangemeld|aanmeld|activeer|activer|authent|bevestig|herstel|inlog|log in|logt in"
    "|meld je aan|meld u aan|ontgrendel|registr|uitgenodigd|uitnodig|verifi|wachtwoord",
    "no": "aktiver|bekreft|godkjenn|innlogg|invitasjon|inviter|logg inn|logge inn|lås opp|passord"
    "|tilbakestill|verifis",
    "pa": "ਤਸਦੀਕ|ਪਾਸਵਰਡ|ਪੁਸ਼ਟੀ|ਲੌਗਇਨ",
    "pl": "aktyw|autoryz|hasła|hasło|logow|loguj|odblok|potwierd|potwierdź|rejestr|resetuj"
    "|uwierzyteln|weryfik|zalog|zaprasz|zaprosz|zaproś|zresetuj|zweryfik",
    "pt": "acess|activ|ativ|autentic|cadastr|confirm|convid|convite|desbloque|entrar|identidade"
    "|iniciar sessão|palavra-passe|recuper|redefin|registr|senha|valid|verific",
    "ro": "activ|autentific|conect|confirm|debloc|invit|parol|reset|verific|înregistr",
    "ru": "авториз|активац|активир|аутентиф|верифи|войдите|войти|восстан|вход|пароль|пароля"
    "|подтверд|подтвержд|приглаш|провер|разблок|регистрац|сброс",
    "si": "තහවුරු|මුරපදය",
    "sk": "aktiv|hesla|heslo|obnov|odblok|odomk|overen|overiť|overov|overte|potvrd|pozvan|pozvá"
    "|prihlas|prihlás|registr",
    "sl": "aktiv|gesla|geslo|odklen|ponastav|potrdi|potrdite|potrjev|povabil|preveri|prijav|vabil",
    "sq": "aktivizo|fjalëkalim|fto|hyr|konfirm|rivendos|verifik",
    "sr": "aktiv|lozink|potvrd|poziv|prijav|verifi|актив|верифи|лозинк|откључ|позив|потврд|пријав",
    "sv": "aktiver|bekräft|bjuder|bjudit|byt lösenord|inbjud|inlogg|logga in|loggar in|lås upp"
    "|lösenord|registrer|verifier|återställ",
    "sw": "alik|ingia|nenosiri|thibitish|weka upya",
    "ta": "அழைப்ப|உறுதி|உள்நுழை|கடவுச்சொல்|சரிபார்|செயல்படுத்|மீட்டமை",
    "te": "ఆహ్వాన|ధృవీకర|నిర్ధార|పాస్‌వర్డ్|రీసెట్|లాగిన్",
    "th": "กู้คืน|ปลดล็อก|ยืนยัน|รหัสผ่าน|รีเซ็ต|ลงชื่อเข้าใช้|เข้าสู่ระบบ|เชิญ|เปิดใช้งาน",
    "tr": "aktif|aktivasyon|davet|doğrula|etkinleştir|giriş|kaydol|kilid|onay|oturum|parola|sıfırla"
    "|üyeli|şifre",
    "uk": "автентиф|авториз|актив|верифік|входу|вхід|відновл|запроси|запрош|парол|перевір|підтвер"
    "|реєстрац|розблок|скин|увійд|увійт",
    "ur": "تصدیق|دعوت|ری سیٹ|سائن ان|لاگ ان|پاس ورڈ",
    "vi": "khôi phục|kích hoạt|lời mời|mật khẩu|mời bạn|mở khóa|xác minh|xác nhận|xác thực|đăng ký"
    "|đăng nhập|đặt lại",
    "zh": "动态|動態|启用|啟用|密码|密碼|找回|校驗|校验|注册|激活|登入|登录|登錄|确认|確認|解鎖"
    "|解锁|註冊|認證|认证|邀請|邀请|重置|重設|重设|驗證|验证",
}
