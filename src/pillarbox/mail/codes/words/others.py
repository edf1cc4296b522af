"""What numbers and codes that verify nobody belong to: orders, invoices, parcels, phones, promotions, errors.

Word beginnings; `!` at the end asks for the whole word. Written from everyday usage. Keys are BCP 47 tags.
"""

OTHERS: dict[str, str] = {
    "ar": "الحجز|الرمز البريدي|الطلب|الفاتورة|تتبع|تذكرة|حجز|خصم|خطأ|شحنة|طلب رقم|عرض ترويجي|فاتورة"
    "|قسيمة|كوبون|هاتف",
    "bg": "билет|ваучер|грешк|отстъпк|поръчк|пощенск|пратк|промо|резервац|тел!|телефон|фактур",
    "bn": "অর্ডার|কুপন|চালান|ছাড়|ত্রুটি|ফোন|বুকিং",
    "cs": "chyb|dič|faktur|ičo|kupon|kupón|objednáv|poukaz|poštovní|psč|rezervac|slev|tel!|telefon"
    "|vstupenk|zásil|číslo účtu",
    "da": "billet|booking|cvr|faktura|fejl|gavekort|kupon|ordre|pakke|postnr|postnummer|rabat"
    "|reservation|telefon|tlf",
    "de": "aktenzeichen|aktions|artikel|auftrag|bestell|buchung|fehler|gutschein|hrb|kunden"
    "|kundennummer|paket|plz!|postleitzahl|quell|rabatt|rechnung|reservier|sendung|steuer"
    "|strich|tel!|telefon|ticket|ust|vertrag|vorgang|zähler",
    "el": "έκπτωσ|αποστολ|αφμ|εισιτήρ|κουπόν|κράτησ|παραγγελ|σφάλμα|ταχυδρομ|τηλ|τιμολόγ",
    "en": "activity id|airline|api|area!|article|bar!|batch|billing|book|box!|bug|build|bundle"
    "|business|campaign|card|case|catalog|chapter|check-in|checkout|cheque|class|clause"
    "|collection|company!|conduct|confirmation number|country|coupon|course|customer|deal"
    "|dealer|delivery|device id|dial|discount|door|dress|employee|ending|error|error-code"
    "|event|exchange|exit|ext!|extension|fax|flight|floor|gate|gift|guest|hotel|ibans?!"
    "|incident|invoice|isbn|issue|item|itinerary|job|legal|licen|locker|lot!|loyalty|meeting"
    "|member id|membership|meter|mobile|model|offer|order|package|parcel|part!|partner"
    "|patient|payment|phone|pick-up|pickup|pnr|policy|post!|postal|postcode|priority|prize"
    "|product|project|promo|promotion|purchase|qr!|question|rebate|receipt|record locator"
    "|redeem|ref!|reference|referral|refund|registry|request id|reservation|return|review!"
    "|reviews!|reward|room|route|routing|sale|sample|save!|seat|section|serial|session id"
    "|ship|sku|sort!|source|staff|status|stay!|store|student|style guide|suite|supplier|swift"
    "|tax|tel!|telephone|tenant|ticket|title!|track|transaction|trip|unit!|vat|vendor|version"
    "|vin!|visits|voucher|warranty|webinar|wi-fi|wifi|win!|zip|zone|zoom",
    "es": "billete|boleto|cif!|cliente|cupón|descuento|envío|error|factura|localizador|nif!|paquete"
    "|pedido|postal|producto|promo|rastreo|referencia|regalo|reserva|seguimiento|tel!"
    "|teléfono|ticket|vuelo",
    "et": "arve|bronee|kupong|pakk|pilet|postiindeks|saadetis|soodus|telefon|tellimus|viga",
    "fa": "بلیط|تخفیف|تلفن|خطا|رزرو|رهگیری|سفارش|فاکتور|مرسوله|کد پستی|کوپن",
    "fi": "alennus|etukood|kuponki|lahjakort|lasku|lippu|lähetys|paketti|postinumero|postitoimip"
    "|puh!|puhelin|seuranta|tilaus|varaus|virhe|y-tunnus",
    "fr": "avantage|barres|billet|cadeau|client|colis|commande|coupon|dossier|envoi|erreur|facture"
    "|parrainage|postal|produit|promo|remise|réduction|réf!|référence|réservation|siren|siret"
    "|suivi|tél!|téléphone|vol!",
    "he": "הזמנה מספר|הנחה|חשבונית|טיסה|טלפון|כרטיס|מיקוד|מספר הזמנה|מעקב|משלוח|קופון|שגיאה|שובר",
    "hi": "इनवॉइस|ऑर्डर|कूपन|चालान|छूट|टिकट|डाक|त्रुटि|पिन कोड|प्रोमो|फ़ोन|फोन|बुकिंग",
    "hr": "broj računa|faktur|grešk|karta|kupon|narudžb|oib|popust|pošiljk|poštansk|promo"
    "|rezervacij|tel!|telefon",
    "hu": "adószám|akciós|csomag|foglalás|hiba|irányítószám|jegy!|kedvezmény|kupon|promóció"
    "|rendelés|számla|tel!|telefon",
    "id": "booking|diskon|faktur|galat|kesalahan|kupon|nomor resi|paket|pemesanan|pesanan|pos!"
    "|promo|resi!|telepon|telp|tiket|voucher",
    "it": "barre|biglietto|buono|cap!|cliente|coupon|errore|fattura|fiscale|iva!|ordine|pacco"
    "|postale|pratica|prenotazion|prodotto|promo|riferimento|sconto|spedizione|tel!|telefono"
    "|tracciamento|volo!",
    "ja": "お客様番号|エラー|キャンペーン|ギフト|クーポン|ソースコード|バーコード|プロモ|予約"
    "|会員番号|伝票|便名|割引|受付番号|商品|問い合わせ番号|注文|紹介|請求|追跡|郵便|電話",
    "ko": "고객번호|바코드|배송|상품|송장|에러|예약|오류|우편|운송장|전화|접수|주문|청구|쿠폰"
    "|프로모션|할인|항공",
    "lt": "biliet|klaid|kupon|nuolaid|pašto indeks|pašto kod|rezervac|siunt|sąskait|tel!|telefon|užsakym",
    "lv": "atlaid|biļet|kupon|kļūd|pasta indeks|pasūtījum|rezervāc|rēķin|sūtījum|tel!|tālrun",
    "ms": "bungkusan|diskaun|invois|kupon|pesanan|poskod|ralat|tempahan|tiket",
    "nl": "actie!|actiecode|barcode|bestel|boeking|broncode|btw|cadeau|coupon|factuur|fout|klant"
    "|korting|kvk|pakket|postcode|referentie|reservering|streepjes|tel!|telefoon|ticket"
    "|zending",
    "no": "bestilling|billett|faktura|feil|gavekort|kupong|kvittering|ordre|pakke|postnr|postnummer"
    "|rabatt|reservasjon|telefon|tlf",
    "pl": "bilet|błąd|błędu|faktur|klient|kod pocztow|konta nr|kreskow|krs!|kupon|nip!|odbior|paczk"
    "|pocztow|produkt|promo|przesyłk|rabat|regon|rezerwac|tel!|telefon|zamówien|zniżk|źródł",
    "pt": "barras|bilhete|boleto|cep!|cliente|cnpj|cpf!|cupom|cupão|desconto|encomenda|envio|erro"
    "|factura|fatura|nif!|nota fiscal|pacote|passagem|pedido|postal|produto|promo|protocolo"
    "|rastre|referência|reserva|tel!|telefone|voo!",
    "ro": "bilet|colet|comand|cui!|cupon|eroar|factur|livrar|poștal|promo|reducere|rezervare"
    "|rezervări|tel!|telefon",
    "ru": "артикул|билет|брони|бронир|договор|заказ|заявк|индекс|инн!|исходн|клиент|купон|накладн"
    "|отправлен|ошибк|посылк|почтовый индекс|почтовый код|промо|рейс|сертификат|скидк"
    "|счет на оплату|счет №|счёт на оплату|счёт №|тел!|телефон|товар|трек|штрих",
    "sk": "chyb|dič|faktúr|ičo|kupón|objednáv|poukáž|poštov|psč|rezervác|tel!|telefón|vstupenk|zásiel|zľav",
    "sl": "kupon|napak|naročil|popust|pošiljk|poštn|promo|rezervacij|tel!|telefon|vstopnic|številka računa",
    "sr": "broj računa|karta|popust|porudžbin|pošiljk|број рачуна|грешк|купон|попуст|поруџбин"
    "|пошиљк|поштанск|резервац|телефон|фактур",
    "sv": "beställning|biljett|bokning|faktura|fel!|felkod|kundnummer|kupong|käll|order"
    "|organisationsnummer|orgnr|paket|postnr|postnummer|presentkort|rabatt|referens|streck"
    "|tel!|telefon",
    "ta": "ஆர்டர்|தள்ளுபடி|தொலைபேசி|பிழை|முன்பதிவு|விலைப்பட்டியல்",
    "th": "การจอง|ข้อผิดพลาด|คำสั่งซื้อ|คูปอง|ตั๋ว|ติดตาม|พัสดุ|สินค้า|ส่วนลด|อ้างอิง|โทร|โปรโมชั่น|ใบแจ้งหนี้|ไปรษณีย์",
    "tr": "bilet|fatura|hata|hediye|indirim|kampanya|kargo|kupon|müşteri|posta kod|promosyon"
    "|rezervasyon|sipariş|takip|tel!|telefon|uçuş|ürün",
    "uk": "брон|відправл|замовл|знижк|квит|купон|накладн|помилк|посилк|поштов|промо|рахунку №"
    "|рахунок №|рахунок-фактур|тел!|телефон|товар|індекс",
    "vi": "báo lỗi|bưu chính|bưu điện|chuyến bay|giảm giá|hóa đơn|khuyến mãi|mã lỗi|sđt|sản phẩm"
    "|vận đơn|điện thoại|đơn hàng|đặt chỗ|ưu đãi",
    "zh": "二维码|优惠|促銷|促销|優惠|兌換|兑换|原始碼|发票|取件|商品|客户|快递|快遞|折扣|推荐码"
    "|提货|条形码|源代码|物流|电话|發票|礼品|編號|编号|航班|訂單|订单|运单|運單|邀請碼|邀请码"
    "|邮政|邮编|郵遞|金額|金额|錯誤|错误|電話|預訂|预约|预订",
}
