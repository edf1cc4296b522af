"""What a verification mail asks for: confirm, sign in, reset, unlock, activate, join. Word beginnings.

`*` at the start also allows the stem inside a word. Written from everyday usage. Keys are BCP 47 tags.
"""

ACTIONS: dict[str, str] = {
    "af": "aan te meld|aktiveer|bevestig|herstel|meld aan|nooi|teken in|uitnodig|verifieer|wagwoord",
    "am": "ማረጋገጫ|የይለፍ ቃል|ግባ",
    "ar": "إعادة تعيين|إلغاء القفل|استعادة|التحقق|الدخول|انضم|تأكيد|تحقق|تفعيل|دعوة|كلمة السر"
    "|كلمة المرور|مصادقة",
    "az": "aktivləş|bərpa|daxil ol|dəvət|giriş|parol|sıfırla|təsdiq|şifrə",
    "be": "аднав|актыв|запраш|парол|пацверд|пацвярд|праверк|увай|уваход",
    "bg": "активация|активира|верифи|влез|вход|възстан|нулир|отключ|парол|покан|потвърд|потвърж|провер",
    "bn": "আনলক|আমন্ত্রণ|নিশ্চিত|পাসওয়ার্ড|পুনরুদ্ধার|যাচাই|রিসেট|লগ ইন|লগইন|সক্রিয়|সাইন ইন",
    "bs": "aktivaci|aktiviraj|lozink|potvrd|poziv|prijav|registr|resetuj|verifi",
    "ca": "activa|activeu|confirm|contrasenya|convid|desbloque|inicia la sessió|inicia sessió"
    "|iniciar la sessió|iniciar sessió|recuper|restabl|verific",
    "cs": "aktivac|aktivova|aktivuj|aktivujte|hesla|heslo|nastavit|obnov|obnovení|odblok|odemk"
    "|ověřen|ověřit|ověřov|ověřte|potvrd|potvrz|pozvan|pozvá|přihlá|registr",
    "cy": "ailosod|cadarnha|cadarnhe|cyfrinair|ddilysu|dilysu|fewngofnodi|gadarnha|gwahodd",
    "da": "adgangskode|aktiver|bekræft|godkend|invitation|inviter|log ind|log på|logge ind|lås op"
    "|nulstil|verific",
    "de": "aktivier|angemeldet|anmeld|anzumelden|bestätig|eingeladen|einlad|einlogg|einzuloggen"
    "|entsperr|freischalt|freizuschalten|identität|kennwort|legitim|login|passwort|registrier"
    "|verifizier|wiederherstell|zu bestätigen|zurücksetz|zurückzusetzen|zweifaktor",
    "el": "αλλαγή κωδικ|αυθεντ|είσοδ|εισόδ|ενεργοποί|ενεργοποι|επαληθ|επαναφορ|επιβεβαίωσ|επιβεβαι"
    "|κωδικού πρόσβασ|κωδικό πρόσβασ|κωδικός πρόσβασ|ξεκλειδ|προσκαλ|προσκλ|συνδέσ|συνδεθ"
    "|σύνδεσ|ταυτοπ",
    "en": "*verif|2-step|accept invite|accept the invite|activat|authenticat|authoris|authoriz"
    "|confirm|invitation|invited|invites you|join invite|log back in|log in|log on|log you in"
    "|log-in|logging in|logging you|login|magic link|mfa|multi-factor|new device|one-tap"
    "|password|passwordless|re-enter|reactivat|recover|regist|reset|sign in|sign up"
    "|sign you in|sign-in|sign-on|sign-up|signin|signing in|signing up|signup|two-factor"
    "|two-step|unlock|validat|verif",
    "es": "acced|acceso|activa|active su|active tu|activá|actívala|autentic|autoriz|clave|confirm"
    "|contraseña|desbloque|identidad|ingres|inicia sesión|iniciar sesión|inicie sesión"
    "|inicio de sesión|invit|recuper|registr|restablec|valida|valide|verific",
    "et": "aktiveeri|kinnita|kinnitus|kutse|kutsu|logi sisse|lähtesta|parool|sisselogi|taasta|tuvasta",
    "eu": "aktibat|baieztat|berrezarri|egiazta|gonbid|pasahitz|saioa has",
    "fa": "اعتبارسنجی|بازنشانی|بازیابی|تأیید|تایید|ثبت نام|دعوت|رمز عبور|فعال|قفل|ورود|گذرواژه",
    "fi": "aktivoi|kirjaudu|kirjautu|kutsu|lukitus|nollaa|palaut|rekister|salasana|todenn|vahvist"
    "|varmen|varmist",
    "fil": "beripik|i-reset|i-verify|imbita|kumpirm|mag-log|mag-sign|pag-verif",
    "fr": "activation|activer|activez|authentif|confirm|connecter|connectez|connexion|débloqu"
    "|déverrouill|identifi|inscription|invit|mot de passe|récupér|réinitialis|validation"
    "|valider|validez|vérif",
    "ga": "athshocr|cuireadh|deimhn|dheimhn|dheimhni|fíor|logáil|pasfhocal",
    "gl": "activa|confirm|contrasinal|convid|desbloque|iniciar sesión|restabl|verific",
    "gu": "આમંત્રણ|ચકાસ|પાસવર્ડ|પુષ્ટિ|લૉગિન",
    "he": "אימות|איפוס|אישור|אמת|אפס|אשר|הוזמנת|הזמין|הזמנה|הפעל|הצטרף|התחבר|התחברות|כניסה|לאמת"
    "|לאפס|להיכנס|להתחבר|נעילה|סיסמ|שחזור",
    "hi": "अनलॉक|आमंत्र|पासवर्ड|पुष्टि|प्रमाणीकरण|रीसेट|लॉग इन|लॉगिन|सक्रिय|सत्यापन|सत्यापित|साइन इन",
    "hr": "aktivaci|aktiviraj|lozink|otključ|ponovno postavi|potvrd|poziv|prijav|provjer|registr"
    "|verific|zaporka",
    "hu": "aktivál|aktiválás|bejelentk|belép|ellenőrz|erősítsd meg|erősítse meg|felold|hitelesít"
    "|igazol|jelentkezz|jelszav|jelszó|megerősít|meghív|regisztr|visszaállít",
    "hy": "ակտիվ|գաղտնաբառ|հաստատ|հրավեր|մուտք|վերականգն",
    "id": "*aktifkan|*konfirmasi|*onfirmasi|*undang|*verifikasi|aktifkan|aktivasi|atur ulang"
    "|autentikasi|buka kunci|daftar|kata sandi|konfirmasi|masuk|reset|setel|setel ulang"
    "|undang|verifikasi",
    "is": "aflæs|auðkenn|bjóð|boðið|endurstill|innskr|lykilorð|skrá þig inn|skráðu þig inn|staðfest"
    "|staðfestingar|virkj",
    "it": "acced|accesso|attiv|autentic|cambia la|conferm|convalid|identità|invit|recuper|registr"
    "|reimpost|sblocc|verific",
    "ja": "アクティベ|アンロック|サインイン|パスワード|リセット|ログイン|ロック解除|再設定|凍結"
    "|招待|有効化|本人確認|検証|登録|確認|認証",
    "ka": "*დასტურ|*ვერიფიკ|აღდგენ|გააქტიურ|დადასტურ|ვერიფიკ|მოწვევ|პაროლ|შესასვლ|შესვლ",
    "kk": "белсендір|кіру|раста|шақыр|қалпына|құпиясөз",
    "km": "ចូល|បញ្ជាក់|ផ្ទៀង|ផ្ទៀងផ្ទាត់|ពាក្យសម្ងាត់",
    "kn": "ದೃಢೀಕರ|ಪರಿಶೀಲ|ಪಾಸ್‌ವರ್ಡ್|ಲಾಗಿನ್",
    "ko": "가입|로그인|본인|비밀번호|인증|잠금|재설정|초기화|초대|해제|확인|활성화",
    "lo": "ຢືນຢັນ|ລະຫັດຜ່ານ|ເຂົ້າສູ່ລະບົບ",
    "lt": "aktyvin|aktyvuo|atkurt|atrakin|atstat|autentif|kvieči|pakeisti|pakviest|pakviet|patikrin"
    "|patvirt|prisijung|slaptažod",
    "lv": "aktivize|aktivizē|aktivāc|aktivē|apstipr|atbloķ|atiest|atjaun|autentif|ielogo|ielūg"
    "|parol|pierakst|pieteik|uzaicin|verifi",
    "mk": "активира|лозинк|најав|покан|потврд|ресет",
    "ml": "ഉറപ്പ|പരിശോധ|പാസ്‌വേഡ്|ലോഗിൻ|സ്ഥിരീകര",
    "mn": "баталгаа|баталгаажуул|нууц үг|нэвтр",
    "mr": "पडताळ|लॉगिन|सत्यापित",
    "ms": "*pengesahan|*sahkan|daftar|jemput|kata laluan|log masuk|mengaktif|mengesah|pengesahan"
    "|sahkan|set semula|tetapkan semula",
    "my": "စကားဝှက်|ဝင်ရန်|အတည်|အတည်ပြု",
    "ne": "पुष्टि|प्रमाणित|लगइन",
    "nl": "aan te melden|aangemeld|aanmeld|activeer|activer|authent|bevestig|herstel|in te loggen"
    "|inlog|log in|logt in|meld je aan|meld u aan|ontgrendel|registr|uitgenodigd|uitnodig"
    "|verifi|wachtwoord",
    "no": "aktiver|bekreft|godkjenn|innlogg|invitasjon|inviter|logg inn|logge inn|lås opp|passord"
    "|tilbakestill|verifis",
    "pa": "ਤਸਦੀਕ|ਪਾਸਵਰਡ|ਪੁਸ਼ਟੀ|ਲੌਗਇਨ|ਸਾਈਨ",
    "pl": "aktywac|aktywow|aktywuj|autoryz|hasła|hasło|logow|loguj|odblok|odzysk|potwierd|potwierdz"
    "|potwierdź|rejestr|resetuj|ustaw now|uwierzyteln|weryfik|zalog|zaprasz|zaprosz|zaproś"
    "|zmień hasło|zresetuj|zweryf|zweryfik",
    "pt": "acess|activa|active a|ativa|ative|autentic|cadastr|confirm|convid|convite|desbloque"
    "|entrar|identidade|iniciar sessão|palavra-passe|recuper|redefin|registr|senha|validar"
    "|validação|valide|verific",
    "ro": "activa|activeaz|activează|autentific|conect|confirm|debloc|invit|parol|reset|verific|înregistr",
    "ru": "авториз|активац|активир|аутентиф|верифи|войдите|войти|восстан|вход|пароль|пароля"
    "|подтверд|подтвержд|приглаш|провер|разблок|регистрац|сброс",
    "si": "තහවුරු|පිවිස|මුරපදය",
    "sk": "aktivova|aktivuj|aktivác|hesla|heslo|obnov|odblok|odomk|overen|overiť|overov|overte"
    "|potvrd|pozvan|pozvá|prihlas|prihlás|registr",
    "sl": "aktivaci|aktiviraj|aktivirajte|gesla|geslo|odklen|ponastav|potrdi|potrdite|potrjev"
    "|povabil|preveri|prijav|vabil",
    "sq": "aktivizo|fjalëkalim|fto|hyr|konfirm|rivendos|verifik",
    "sr": "aktivaci|aktiviraj|lozink|potvrd|poziv|prijav|verifi|активац|активир|верифи|лозинк"
    "|откључ|позив|потврд|пријав",
    "sv": "aktiver|bekräft|bjuder|bjudit|byt lösenord|inbjud|inlogg|logga in|loggar in|lås upp"
    "|lösenord|registrer|verifier|återställ",
    "sw": "ingia|kuingia|kuthibitish|kuweka upya|nenosiri|thibitish|weka upya",
    "ta": "அழைப்ப|உறுதி|உறுதிப்ப|உள்நுழை|கடவுச்சொல்|சரிபார்|செயல்படுத்|மீட்டமை",
    "te": "ఆహ్వాన|ధృవీకర|నిర్ధార|పాస్‌వర్డ్|రీసెట్|లాగిన్",
    "th": "กู้คืน|ปลดล็อก|ยืนยัน|รหัสผ่าน|รีเซ็ต|ลงชื่อเข้าใช้|เข้าสู่ระบบ|เชิญ|เปิดใช้งาน",
    "tr": "aktifleştir|aktivasyon|davet|doğrula|etkinleştir|giriş|kaydol|kilid|onay|oturum|parola"
    "|sıfırla|üyeli|şifre",
    "uk": "автентиф|авториз|активац|активув|активуй|верифік|входу|вхід|відновл|запроси|запрош|парол"
    "|перевір|підтвер|реєстрац|розблок|скин|увійд|увійт",
    "ur": "تصدیق|تصدیقی|دعوت|ری سیٹ|سائن ان|لاگ ان|پاس ورڈ",
    "uz": "faollashtir|kirish|parol|taklif|tasdiq|tiklash",
    "vi": "khôi phục|kích hoạt|lời mời|mật khẩu|mời bạn|mở khóa|xác minh|xác nhận|xác thực|đăng ký"
    "|đăng nhập|đặt lại",
    "zh": "修改密|动态|動態|启用|啟用|密码|密碼|找回|校驗|校验|注册|激活|登入|登录|登錄|确认|確認"
    "|解鎖|解锁|註冊|認證|认证|邀請|邀请|重置|重設|重设|驗證|验证",
}
