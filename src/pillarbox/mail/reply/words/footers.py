"""What clients, lists and lawyers put below a mail, by language (BCP 47), and how people sign off.

`SENT_FROM` are the openings of the line a telephone or app adds; `CLOSINGS` begin the line before the name.
Gathered from the defaults of iOS, Android, Outlook, BlackBerry, Yahoo, K-9 and Samsung Mail. Accents and
letter case do not matter.
"""

from typing import Final

SENT_FROM: Final[dict[str, str]] = {
    "ar": "أرسلت من|تم الإرسال من|مرسل من|أُرسلت من",
    "bg": "Изпратено от",
    "ca": "Enviat des de|Enviat del",
    "cs": "Odesláno z|Posláno z|Odesláno pomocí",
    "da": "Sendt fra|Sendt via",
    "de": "Von meinem|Gesendet mit|Gesendet von|Gesendet aus|Diese Nachricht wurde von meinem|"
    "Vom Mobiltelefon gesendet|Von unterwegs gesendet",
    "el": "Στάλθηκε από|Εστάλη από",
    "en": "Sent from|Sent via|Sent with|Sent using|Sent by|Get Outlook for|Sent on the go|Get Outlook|"
    "Powered by|Send from my|Von unterwegs|Please excuse|Typed on my|(Sent from",
    "es": "Enviado desde|Enviado con|Obtener Outlook para|Enviado de|Enviado via",
    "et": "Saadetud minu|Saadetud telefonist",
    "fa": "فرستاده شده از|ارسال شده از",
    "fi": "Lähetetty|Hanki Outlook for",
    "fr": "Envoyé de mon|Envoyé depuis|Envoyé à partir|Télécharger Outlook pour|Obtenir Outlook pour|"
    "Provenance :|Envoyé avec|Envoyé via",
    "he": "נשלח מ|נשלח מה",
    "hr": "Poslano s|Poslano sa",
    "hu": "Elküldve|Küldve az|Az iPhone-omról|iPhone-omról küldve|Küldve:",
    "id": "Dikirim dari|Terkirim dari",
    "it": "Inviato da|Inviato dal|Ottieni Outlook per|Scarica Outlook per|Inviato con",
    "ja": "iPhoneから送信|iPadから送信|私のiPhoneから|Androidから送信",
    "ko": "나의 iPhone에서|내 iPhone에서|iPhone에서 보냄|Android에서 보냄|내 Galaxy에서",
    "lt": "Išsiųsta iš",
    "lv": "Nosūtīts no",
    "nb": "Sendt fra|Sendt via",
    "nl": "Verzonden vanaf|Verstuurd vanaf|Verzonden met|Verzonden vanuit|Outlook voor|Verstuurd met|"
    "Verzonden via",
    "pl": "Wysłane z|Wysłano z|Pobierz program Outlook|Wysłano przy",
    "pt": "Enviado do|Enviado de|Enviado a partir|Enviada do|Obter o Outlook para|Enviado pelo|"
    "Enviado via|Enviado por",
    "ro": "Trimis de pe|Trimis din|Trimis de la",
    "ru": "Отправлено с|Отправлено из|Отправлено через|Послано с",
    "sk": "Odoslané z|Poslané z",
    "sl": "Poslano z|Poslano iz",
    "sr": "Послато са|Poslato sa",
    "sv": "Skickat från|Skickat med|Hämta Outlook för",
    "th": "ส่งจาก",
    "tr": "iPhone'umdan gönderildi|iPhone'dan gönderildi|telefonumdan gönderildi",
    "uk": "Надіслано з|Відправлено з|Надіслано від",
    "vi": "Đã gửi từ|Được gửi từ",
    "zh": "发自我的|從我的|发送自|傳送自我的|从我的|由我的|來自我的|发自",
}

SENT_FROM_ENDINGS: Final[str] = (
    "gesendet|gesendet.|küldve|から送信|에서 보냄|傳送|发送|gönderildi|gönderildi.|傳送的|寄出"
)

CLOSINGS: Final[dict[str, str]] = {
    "ar": "مع تحياتي|تحياتي|مع خالص التحية|مع التحية|مع أطيب التحيات",
    "ca": "Salutacions|Cordialment|Atentament",
    "cs": "S pozdravem|S přáním|Hezký den|Zdraví|Díky",
    "da": "Med venlig hilsen|Venlig hilsen|Mvh|Kh|Hilsen|De bedste hilsner|Vh|Bedste hilsner",
    "de": "Mit freundlichen Grüßen|Mit freundlichen Grüssen|Freundliche Grüße|Viele Grüße|Beste Grüße|"
    "Liebe Grüße|MfG|Gruß|Grüße|LG|VG|Herzliche Grüße|Schöne Grüße|Mit besten Grüßen|"
    "Mit freundlichem Gruß|Grüßle|Vielen Dank",
    "el": "Με εκτίμηση|Φιλικά|Χαιρετισμούς",
    "en": "Regards|Best regards|Kind regards|Warm regards|Best|Best wishes|Cheers|Thanks|Thank you|"
    "Sincerely|Yours sincerely|Yours truly|Many thanks|Thanks again|All the best|With regards|"
    "Respectfully|Take care|Rgds|Ciao|Yours faithfully|Thx|Love|BR|Warmly",
    "es": "Saludos|Un saludo|Saludos cordiales|Atentamente|Un abrazo|Gracias|Cordialmente|Muchas gracias",
    "et": "Lugupidamisega|Parimate soovidega|Tervitades",
    "fi": "Terveisin|Ystävällisin terveisin|Parhain terveisin|T|Yst.terv",
    "fr": "Cordialement|Bien cordialement|Merci|Salutations|Bien à vous|Amicalement|Bonne journée|Cdt|"
    "Sincères salutations|Bises",
    "he": "בברכה|תודה|בתודה",
    "hr": "Srdačan pozdrav|Lijep pozdrav|Pozdrav|S poštovanjem",
    "hu": "Üdvözlettel|Üdv|Tisztelettel|Köszönettel",
    "id": "Salam|Hormat saya|Terima kasih|Salam hormat",
    "it": "Cordiali saluti|Saluti|Distinti saluti|Grazie|Un saluto|Cordialmente",
    "ja": "よろしくお願いします|よろしくお願いいたします|敬具|以上",
    "ko": "감사합니다|드림",
    "nb": "Med vennlig hilsen|Vennlig hilsen|Mvh|Hilsen",
    "nl": "Met vriendelijke groet|Met vriendelijke groeten|Groeten|Groet|Mvg|Vriendelijke groet|"
    "Hartelijke groet|Bedankt",
    "pl": "Pozdrawiam|Z poważaniem|Pozdrowienia|Z wyrazami szacunku|Dziękuję|Serdecznie pozdrawiam",
    "pt": "Atenciosamente|Cumprimentos|Abraços|Obrigado|Obrigada|Saudações|Melhores cumprimentos|Att|"
    "Abraço|Cordialmente",
    "ro": "Cu stimă|Cu respect|Toate cele bune|Mulțumesc|O zi bună",
    "ru": "С уважением|Всего доброго|Спасибо|С наилучшими пожеланиями",
    "sk": "S pozdravom|S úctou|Ďakujem",
    "sl": "Lep pozdrav|S spoštovanjem|LP",
    "sv": "Med vänlig hälsning|Med vänliga hälsningar|Vänliga hälsningar|Mvh|Hälsningar|Hälsn|Vänligen",
    "th": "ขอแสดงความนับถือ|ขอบคุณ",
    "tr": "Saygılarımla|İyi çalışmalar|Teşekkürler|Selamlar",
    "uk": "З повагою|Дякую",
    "vi": "Trân trọng|Thân mến|Cảm ơn",
    "zh": "此致|祝好|谢谢|敬礼|順頌商祺|祝商祺",
}

LIST_FOOTER: Final[str] = (
    "mailing list|to unsubscribe|unsubscribe from this|list-unsubscribe|"
    "you received this message because|you are receiving this|mailman/listinfo|majordomo|groups.google|"
    "to manage your subscription|view this discussion|view it on github|liste de diffusion|"
    "mailingliste|lista de correo|lista de discussão|рассылк"
)

DISCLAIMER: Final[str] = (
    "confidential|intended recipient|intended solely|privileged|legally protected|disclaimer|"
    "vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|poufny|poufne|конфиденциал|důvěrn|"
    "fortrolig|konfidentiell|luottamuksellinen|bizalmas|gizli|dönmeden önce|virus|"
    "consider the environment|think before you print|avant d'imprimer|antes de imprimir|機密"
)
