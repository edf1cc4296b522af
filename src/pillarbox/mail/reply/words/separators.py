"""What stands between dashes above a quoted or forwarded message, by language (BCP 47).

Gathered from the localisation of Outlook, Outlook Express, Gmail, Apple Mail, Thunderbird, Yahoo, GMX, AOL
and Horde. Accents, letter case and the dashes themselves do not matter.
"""

from typing import Final

FORWARDED: Final[dict[str, str]] = {
    "ar": "رسالة مُعاد توجيهها|الرسالة المعاد توجيهها|رسالة محولة|بداية الرسالة المعاد توجيهها|"
    "رسالة معاد توجيهها",
    "bg": "Препратено съобщение|Начало на препратено съобщение",
    "ca": "Missatge reenviat|Inici del missatge reenviat",
    "cs": "Přeposlaná zpráva|Začátek přeposílané zprávy|Předaná zpráva|Přeposlaný e-mail",
    "da": "Videresendt besked|Videresendt meddelelse|Start på videresendt besked|"
    "Begynder videresendt besked|Videresendt mail|Den videresendte besked|"
    "Start på videresendt meddelelse",
    "de": "Weitergeleitete Nachricht|Anfang der weitergeleiteten Nachricht|Weitergeleitet von|"
    "Beginn der weitergeleiteten Nachricht|Weitergeleitete E-Mail|Weitergeleitete Mail",
    "el": "Προωθημένο μήνυμα|Έναρξη προωθημένου μηνύματος|Αρχή προωθημένου μηνύματος",
    "en": "Forwarded message|Begin forwarded message|Forwarded by|Forwarded email|Forwarded mail|"
    "Start of forwarded message|Forwarded letter|Forwarding messages|Forwarded Message from|"
    "End of forwarded message|Fwd|Forward message",
    "es": "Mensaje reenviado|Inicio del mensaje reenviado|Mensaje enviado|Correo reenviado|"
    "Comienzo del mensaje reenviado",
    "et": "Edastatud kiri|Edastatud sõnum|Edastatud kirja algus",
    "eu": "Birbidalitako mezua",
    "fa": "پیام فوروارد شده|پیام بازارسالی|پیام هدایت‌شده",
    "fi": "Välitetty viesti|Välitetty viesti alkaa|Edelleenlähetetty viesti|Välitetyn viestin alku|"
    "Alkuperäinen välitetty viesti|Aloita edelleenlähetetty viesti|Edelleen lähetetty viesti",
    "fr": "Message transféré|Message transmis|Début du message transféré|Début du message réexpédié|"
    "Message réexpédié|Courriel transféré|E-mail transféré|Transféré par",
    "gl": "Mensaxe reenviada",
    "he": "הודעה שהועברה|תחילת ההודעה שהועברה|הודעה מועברת",
    "hi": "अग्रेषित संदेश|फ़ॉरवर्ड किया गया संदेश",
    "hr": "Proslijeđena poruka|Započni proslijeđenu poruku|Početak proslijeđene poruke",
    "hu": "Továbbított üzenet|Továbbított levél|Továbbított üzenet kezdete|Továbbított levél kezdete",
    "id": "Pesan terusan|Pesan yang diteruskan|Mulai pesan yang diteruskan|Awal pesan terusan|"
    "Diteruskan pesan",
    "is": "Áframsendur póstur|Áframsend skilaboð",
    "it": "Messaggio inoltrato|Inizio messaggio inoltrato|Messaggio inviato|"
    "Inizio del messaggio inoltrato|Inoltrato da",
    "ja": "転送されたメッセージ|転送メッセージ|転送されたメッセージ始め|転送元のメッセージ|転送",
    "ko": "전달된 메시지|전달된 메일|전달된 메시지 시작|전달 메시지|포워드된 메일",
    "lt": "Persiųstas laiškas|Persiųsta žinutė|Persiunčiamas laiškas",
    "lv": "Pārsūtīta ziņa|Pārsūtītais ziņojums|Pārsūtīts ziņojums",
    "ms": "Mesej Dimajukan|Mulakan mesej yang dimajukan",
    "nb": "Videresendt melding|Start på videresendt melding|Begynn videresendt melding|Videresendt e-post",
    "nl": "Doorgestuurd bericht|Begin doorgestuurd bericht|Doorgestuurde e-mail|Doorgezonden bericht",
    "pl": "Przekazana wiadomość|Wiadomość przekazana|Początek przekazywanej wiadomości|"
    "Treść przekazanej wiadomości|Przesłana wiadomość|Wiadomość przesłana dalej|"
    "Wiadomość przekazana dalej|Dalej przesyłana wiadomość",
    "pt": "Mensagem encaminhada|Mensagem reencaminhada|Início da mensagem encaminhada|"
    "Início da mensagem reencaminhada|Mensagem enviada|Encaminhado por|"
    "Começo da mensagem encaminhada",
    "ro": "Mesaj redirecționat|Mesaj transmis|Începe mesajul redirecționat|Mesaj redirecționat de|"
    "Mesaj înaintat|Începutul mesajului redirecționat|Mesaj forward-at",
    "ru": "Пересылаемое сообщение|Пересланное сообщение|Начало переадресованного сообщения|"
    "Перенаправленное сообщение|Пересланное письмо|Начало пересланного сообщения|"
    "Пересылаемое письмо|Переадресованное сообщение|Конец пересылаемого сообщения",
    "sk": "Preposlaná správa|Začiatok preposlanej správy|Preposlaný e-mail|Posunutá správa|Odovzdaná správa",
    "sl": "Posredovano sporočilo|Začetek posredovanega sporočila",
    "sr": "Прослеђена порука|Prosleđena poruka",
    "sv": "Vidarebefordrat meddelande|Vidarebefordrat brev|Vidarebefordrat mail|"
    "Början på vidarebefordrat meddelande|Vidarebefordrat mejl|Börja vidarebefordrat meddelande|"
    "Påbörja vidarebefordrat meddelande",
    "th": "ข้อความที่ส่งต่อ|เริ่มต้นข้อความที่ส่งต่อ|จดหมายที่ส่งต่อ|ข้อความที่ถูกส่งต่อ",
    "tr": "İletilmiş mesaj|Yönlendirilmiş ileti|İletilen ileti başlangıcı|İletilen mesaj|"
    "İletilen ileti|Yönlendirilen ileti|Yönlendirilmiş mesaj|Yönlendirilen Mesaj|"
    "İleti başlangıcı",
    "uk": "Переслане повідомлення|Початок листа, що пересилається|Перенаправлене повідомлення|"
    "Пересланий лист|Початок пересланого повідомлення|Переадресоване повідомлення|"
    "Пересилання повідомлення",
    "vi": "Thư được chuyển tiếp|Tin nhắn được chuyển tiếp|Bắt đầu thư được chuyển tiếp|"
    "Thư đã chuyển tiếp|Bắt đầu tin nhắn được chuyển tiếp|Thư chuyển tiếp|Email được chuyển tiếp",
    "zh": "转发的邮件|转发邮件信息|转发邮件|轉寄的郵件|轉寄郵件|開始轉寄郵件|开始转发的邮件|"
    "轉寄的訊息|转发的信件|被转发邮件|以下是转发的邮件|以下是轉寄的郵件|开始被转发的消息|"
    "轉呈郵件|開始轉寄的郵件|转发信息",
}

ORIGINAL: Final[dict[str, str]] = {
    "ar": "الرسالة الأصلية|رسالة أصلية|الرسالة الاصلية",
    "bg": "Оригинално съобщение|Оригинално писмо",
    "ca": "Missatge original",
    "cs": "Původní zpráva|Původní e-mail",
    "da": "Oprindelig meddelelse|Original meddelelse|Oprindelig besked|Original besked|Oprindelig mail",
    "de": "Nachricht von|Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Originalmail|"
    "Ursprüngliche Mail|Original Nachricht|Ursprüngliche E-Mail|Original E-Mail",
    "el": "Αρχικό μήνυμα|Πρωτότυπο μήνυμα",
    "en": "Original|Original message|Original appointment|Original mail|Original email|Reply message|"
    "Reply to message|Quoted message|Message from|In reply to|Previous message|Reply below|"
    "Replied message",
    "es": "Mensaje original|Mensaje de origen|Correo original|Mensaje citado",
    "et": "Algne kiri|Algne sõnum|Originaalkiri|Algteade",
    "eu": "Jatorrizko mezua",
    "fa": "پیام اصلی",
    "fi": "Alkuperäinen viesti|Alkuperäinen sähköposti",
    "fr": "Message d'origine|Message original|Message initial|Message d’origine|Courriel original|"
    "Courrier original|E-mail d'origine",
    "gl": "Mensaxe orixinal",
    "he": "הודעה מקורית|ההודעה המקורית",
    "hi": "मूल संदेश",
    "hr": "Izvorna poruka|Originalna poruka",
    "hu": "Eredeti üzenet|Eredeti levél|Eredeti e-mail",
    "id": "Pesan asli|Pesan Asal|Email asli",
    "is": "Upprunaleg skilaboð|Upprunalegur póstur",
    "it": "Messaggio originale|Messaggio Originario|Mail originale|Messaggio di origine|Messaggio originario",
    "ja": "元のメッセージ|オリジナルメッセージ|元のメール|Original Message|返信元メッセージ",
    "ko": "원본 메시지|원본 메일|원본메시지|원래 메시지|원본메일|원문 메시지",
    "lt": "Pradinis laiškas|Originali žinutė|Pirminis laiškas",
    "lv": "Sākotnējā ziņa|Sākotnējais ziņojums|Oriģinālā ziņa",
    "ms": "Mesej Asal",
    "nb": "Opprinnelig melding|Original melding|Opprinnelig e-post",
    "nl": "Oorspronkelijk bericht|Origineel bericht|Oorspronkelijke bericht|Originele e-mail|"
    "Oorspronkelijke e-mail",
    "pl": "Wiadomość oryginalna|Oryginalna wiadomość|Wiadomość pierwotna|Pierwotna wiadomość|"
    "Treść oryginalnej wiadomości",
    "pt": "Mensagem original|Mensagem Original|Email original|Mensagem de origem",
    "ro": "Mesaj original|Mesajul original|Mesaj inițial|Mesajul inițial",
    "ru": "Исходное сообщение|Оригинальное сообщение|Первоначальное сообщение|Исходное письмо|"
    "Оригинал сообщения|Оригинал письма",
    "sk": "Pôvodná správa|Originálna správa|Pôvodný e-mail",
    "sl": "Izvirno sporočilo|Prvotno sporočilo|Originalno sporočilo",
    "sr": "Оригинална порука|Изворна порука|Originalna poruka|Izvorna poruka",
    "sv": "Ursprungligt meddelande|Originalmeddelande|Ursprungsmeddelande|Ursprungligt mejl|"
    "Original meddelande",
    "th": "ข้อความต้นฉบับ|ข้อความเดิม|จดหมายต้นฉบับ",
    "tr": "Orijinal mesaj|Özgün ileti|Orijinal ileti|Asıl ileti|Özgün Mesaj|Orjinal Mesaj",
    "uk": "Оригінальне повідомлення|Вихідне повідомлення|Початкове повідомлення|Вихідний лист|"
    "Оригінал повідомлення",
    "vi": "Tin nhắn gốc|Thư gốc|Thông điệp gốc|Thư ban đầu",
    "zh": "原始邮件|原始郵件|原邮件|原始信息|原始訊息|回复的原邮件|原始消息|原始信件|回复邮件|来信原文",
}

REPLY_ABOVE: Final[dict[str, str]] = {
    "cs": "odpovězte nad tímto řádkem|napište odpověď nad tento řádek|pište nad tuto čáru|"
    "odpověď napište nad tento řádek",
    "da": "skriv dit svar over denne linje|svar over denne linje|skriv svar over denne linje",
    "de": "antworten sie oberhalb dieser zeile|antwort oberhalb dieser zeile|"
    "antwort über dieser zeile|über dieser linie antworten|oberhalb dieser linie|"
    "antworten sie über dieser zeile|oberhalb dieser zeile|bitte antworten sie über dieser linie",
    "en": "reply above this line|reply above the line|write your reply above|type your reply above|"
    "reply above this text|respond above this line|add your reply above|write above this line|"
    "above this line to reply|reply above to|reply above here|answer above this line|"
    "please reply above|reply only above|type above this line|enter your reply above|"
    "write a reply above|when replying, type|add a comment above|do not write below this line|"
    "do not edit below this line|please do not type below this line",
    "es": "responda por encima de esta línea|escriba su respuesta por encima|"
    "escriba por encima de esta línea|responder por encima de esta línea|"
    "responda encima de esta línea|responde encima de esta línea|por encima de esta línea",
    "fi": "vastaa tämän rivin yläpuolelle|kirjoita vastauksesi tämän rivin yläpuolelle|"
    "kirjoita tämän rivin yläpuolelle",
    "fr": "répondre au-dessus de cette ligne|répondez au-dessus de cette ligne|"
    "au-dessus de cette ligne|votre réponse au-dessus|répondre au dessus de cette ligne",
    "hu": "válaszát e sor fölé írja|e fölé a sor fölé írja|ezen sor fölé|válaszát a vonal fölé",
    "it": "rispondere sopra questa linea|rispondi sopra questa riga|sopra questa riga|"
    "rispondere al di sopra di questa riga|sopra questa linea",
    "ja": "この行より上に返信|この線より上に返信|この行より上に|この行の上に",
    "ko": "이 줄 위에 회신|이 줄 위에 답장|이 선 위에",
    "nb": "svar over denne linjen|skriv svaret over denne linjen|skriv over denne linjen",
    "nl": "antwoord boven deze regel|boven deze regel|typ uw antwoord boven|boven deze lijn|"
    "reageer boven deze regel",
    "pl": "odpowiedz powyżej tej linii|powyżej tej linii|napisz odpowiedź powyżej|powyżej tego wiersza",
    "pt": "responda acima desta linha|escreva sua resposta acima|acima desta linha|"
    "responder acima desta linha|responda por cima desta linha",
    "ro": "răspundeți deasupra acestei linii|deasupra acestei linii",
    "ru": "пишите ответ выше этой линии|ответьте выше этой строки|выше этой линии|выше этой строки|"
    "над этой чертой|над этой строкой",
    "sv": "svara ovanför denna rad|skriv ditt svar ovanför|ovanför denna rad|"
    "svara ovanför den här raden|ovanför den här raden",
    "tr": "bu satırın üstüne|bu çizginin üstüne|yanıtınızı bu satırın üzerine",
    "uk": "вище цієї лінії|над цим рядком|вище цього рядка",
    "zh": "请在此行上方回复|在此线上方回复|请在本行之上回复|此行之上|請在此行上方回覆",
}

ABOVE: Final[dict[str, str]] = {
    "cs": "nad t",
    "da": "over denne",
    "de": "oberhalb|über dieser",
    "en": "above|when replying, type|below this line",
    "es": "encima",
    "fi": "yläpuolelle",
    "fr": "au-dessus|au dessus",
    "hu": "sor fölé|vonal fölé",
    "it": "sopra quest|al di sopra",
    "ja": "より上に|行の上",
    "ko": "줄 위에|선 위에",
    "nb": "over denne",
    "nl": "boven",
    "pl": "powyżej",
    "pt": "acima|por cima",
    "ro": "deasupra",
    "ru": "выше эт|над эт",
    "sv": "ovanför",
    "tr": "bu satırın|bu çizginin",
    "uk": "вище ц|над цим",
    "zh": "此行|此线|本行",
}
"""The part of each `REPLY_ABOVE` phrase that says above: what a quick scan looks for."""
