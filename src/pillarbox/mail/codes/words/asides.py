"""What links beside the matter are for: unsubscribe, help, privacy, view online, not-you notices, calendars.

Word beginnings; `!` as in `others`. Written from everyday usage. Keys are BCP 47 language tags (RFC 5646).
"""

ASIDES: dict[str, str] = {
    "ar": "إلغاء الاشتراك|اتصل|الخصوصية|الشروط|المتصفح|المساعدة|مساعدة",
    "bg": "браузър|отпиш|поверител|помощ",
    "ca": "ajuda|cancel·la la subscripció|navegador|privacitat",
    "cs": "kontakt|nápověd|odhlás|odhlásit odběr|pomoc|prohlížeč|soukrom",
    "da": "afmeld|browser|hjælp|kontakt|privatliv",
    "de": "abbestell|abmelden|agb|browser|datenschutz|hilfe|impressum|kontakt|liefer"
    "|nicht angefordert|online ansehen|seminar|termin|veranstaltung",
    "el": "απορρήτ|βοήθεια|διαγραφ|επικοιν|πρόγραμμα περιήγησης",
    "en": "add to cart|app store|apply|appointment|attend|availability|blog|booking|browser|buy"
    "|calendar|cancel|careers|check activity|claim|click here to report|compare|conduct"
    "|conference|contact|decline|delivery|details|did not request|didn't request|discover"
    "|docs|documentation|donate|download|event|explore|faq|feedback|follow|forward|get help"
    "|get started with|get the app|google play|help|home page|homepage|if this wasn"
    "|if you did not|if you didn|install|invite a |invite friends|invite more|invite team"
    "|invite your|latest|learn more|listen|manage|maybe|meetup|more options|mute|new log-in"
    "|new login|new sign in|new sign-in|not me|not you|open the app|opt out|opt-out|order"
    "|pay |playlist|policies|policy|preferences|privacy|rate|rate |read|read more|read online"
    "|receipt|recent login|recent sign-in|refer |renew|report|reservation|review|revoke|rsvp"
    "|secure my account|secure your account|see |see activity|see offer|see online|share"
    "|shipment|shipping|shop|start shopping|start survey|start the survey|summit|support"
    "|survey|suspicious|tell us|terms|this wasn|track|tracking|unsubscrib|unusual|upgrade"
    "|view |view as|view in|view online|visit|wasn't me|wasn't you|watch|web version|webinar"
    "|workshop|write a review",
    "es": "ayuda|cancelar suscripción|cita|contact|darse de baja|entrega|evento|navegador|pedido"
    "|privacidad|términos|webinar",
    "et": "abi!|brauser|loobu|privaatsus",
    "fa": "حریم خصوصی|راهنما|لغو اشتراک|مرورگر",
    "fi": "apua|ohje|peru tilaus|peruuta|selaimessa|tietosuoja|toimitus|yhteyttä",
    "fr": "aide|commande|conditions|confidentialité|contact|désabonn|désinscri|en ligne|livraison"
    "|n'êtes pas à l'origine|navigateur|rendez-vous|webinaire|événement",
    "he": "דפדפן|הסר מרשימת|הסרה|עזרה|פרטיות|צור קשר",
    "hi": "गोपनीयता|ब्राउज़र|मदद|सदस्यता|सहायता",
    "hr": "kontakt|odjav|pomoć|pregledni|privatnost",
    "hu": "adatvéd|böngész|kapcsolat|leiratkoz|segítség|súgó",
    "id": "bantuan|berhenti|hubungi|pengiriman|peramban|pesanan|privasi",
    "it": "aiuto|annulla|appuntamento|assistenza|browser|cancella l'iscrizione|consegna|contatt"
    "|disiscri|ordine|privacy",
    "ja": "お問い合わせ|ブラウザ|プライバシー|ヘルプ|予約|心当たり|注文|登録解除|規約|配信停止|配信解除|配送",
    "ko": "개인정보|고객센터|구독 취소|도움말|문의|배송|브라우저|수신 거부|수신거부|예약|주문",
    "lt": "atsisakyti|naršykl|pagalba|privatum",
    "lv": "atteikties|palīdzība|privātum|pārlūk",
    "nl": "afmeld|afspraak|bestelling|bezorg|browser|contact|help|hulp|levering|online bekijken"
    "|privacy|uitschrijv|voorwaarden",
    "no": "avmeld|hjelp|kontakt|levering|meld deg av|nettleser|personvern",
    "pl": "dostaw|kontakt|pomoc|prywatno|przegląd|regulamin|rezygn|wizyt|wypis|zamówien",
    "pt": "ajuda|cancelar|consulta|contact|contat|descadastr|entrega|navegador|pedido|privacidade|termos",
    "ro": "ajutor|browser|confidențial|contact|dezabon",
    "ru": "браузер|доставк|заказ|запись на|конфиденц|отпис|поддержк|помощ|связаться|справк",
    "sk": "kontakt|odhlás|odhlásiť odber|pomoc|prehliadač|súkrom",
    "sl": "brskalnik|odjav|pomoč|zasebnost",
    "sr": "odjav|pomoć|privatnost|одјав|помоћ|приватност",
    "sv": "avprenumerer|avregistrer|avsluta|hjälp|integritet|kontakt|leverans|webbläsare",
    "th": "ความเป็นส่วนตัว|ช่วยเหลือ|ติดต่อ|ยกเลิก|เบราว์เซอร์",
    "tr": "abonelikten|aboneliği|gizlilik|iletişim|randevu|sipariş|tarayıcı|teslimat|yardım",
    "uk": "браузер|відмов|відпис|довідк|допомог|доставк|замовл|конфіденц|підтримк",
    "vi": "giao hàng|hủy đăng ký|liên hệ|quyền riêng tư|trình duyệt|trợ giúp|đơn hàng",
    "zh": "取消訂閱|取消订阅|客服|帮助|幫助|收貨|收货|条款|條款|浏览器|瀏覽器|联系|聯絡|訂單|订单"
    "|退訂|退订|隐私|隱私",
}
