"""Names of months and days by language (BCP 47), months first.

Source: Unicode CLDR calendar data (format and stand-alone forms) and the short forms mail clients print.
Longer words also match by any beginning of three letters or more, so most abbreviations need no entry.
"""

from typing import Final

NAMES: Final[dict[str, str]] = {
    "af": "januarie februarie maart april mei junie julie augustus september oktober november "
    "desember maandag dinsdag woensdag donderdag vrydag saterdag sondag",
    "ar": "يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر كانون "
    "شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين جانفي فيفري أفريل ماي جوان جويلية أوت "
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr bazar ertəsi "
    "çərşənbə axşamı cümə şənbə",
    "be": "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада "
    "снежня пн аўт ср чц пт сб нд",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември "
    "понеделник вторник сряда четвъртък петък събота неделя пн вт ср чт пт сб нд",
    "bn": "জানুয়ারী জানুয়ারি ফেব্রুয়ারী ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর "
    "ডিসেম্বর সোম মঙ্গল বুধ বৃহস্পতি শুক্র শনি রবি",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre dilluns "
    "dimarts dimecres dijous divendres dissabte diumenge dl dt dc dj dv ds dg",
    "cs": "leden ledna únor února březen března duben dubna květen května červen června červenec "
    "července srpen srpna září říjen října listopad listopadu prosinec prosince pondělí úterý "
    "středa čtvrtek pátek sobota neděle po út st čt pá so ne",
    "cy": "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr llun "
    "mercher iau gwener sadwrn sul",
    "da": "januar februar marts april maj juni juli august september oktober november december mandag "
    "tirsdag onsdag torsdag fredag lørdag søndag",
    "de": "januar jänner februar märz april mai juni juli august september oktober november dezember "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου "
    "οκτωβρίου νοεμβρίου δεκεμβρίου ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος "
    "ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος δευτέρα τρίτη τετάρτη πέμπτη "
    "παρασκευή σάββατο κυριακή",
    "en": "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
    "diciembre lunes martes miércoles jueves viernes sábado domingo",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember "
    "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev",
    "eu": "urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa "
    "abendua astelehena asteartea asteazkena osteguna ostirala larunbata igandea urt ots mar "
    "api mai eka uzt abu ira urr aza abe",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر فروردین اردیبهشت "
    "خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه "
    "شنبه یکشنبه",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta maanantai tiistai keskiviikko torstai perjantai "
    "lauantai sunnuntai ma ti ke to pe la su",
    "fil": "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre "
    "lunes martes miyerkules huwebes biyernes sabado linggo",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi "
    "mardi mercredi jeudi vendredi samedi dimanche",
    "ga": "eanáir feabhra márta aibreán bealtaine meitheamh iúil lúnasa fómhair samhain nollaig luan "
    "máirt céadaoin déardaoin aoine satharn domhnach",
    "gl": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro "
    "luns martes mércores xoves venres sábado domingo",
    "gu": "જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર ઑક્ટોબર નવેમ્બર ડિસેમ્બર સોમ મંગળ બુધ ગુરુ શુક્ર શનિ રવિ",
    "he": "ינואר פברואר מרץ מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר במרץ בינואר "
    "בפברואר באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר שני שלישי רביעי "
    "חמישי שישי שבת ראשון",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर सोम मंगल बुध गुरु शुक्र "
    "शनि रवि सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार",
    "hr": "siječanj siječnja veljača veljače ožujak ožujka travanj travnja svibanj svibnja lipanj "
    "lipnja srpanj srpnja kolovoz kolovoza rujan rujna listopad listopada studeni studenoga "
    "prosinac prosinca ponedjeljak utorak srijeda četvrtak petak subota nedjelja",
    "hu": "január február március április május június július augusztus szeptember október november "
    "december hétfő kedd szerda csütörtök péntek szombat vasárnap",
    "hy": "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի "
    "նոյեմբերի դեկտեմբերի",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember "
    "senin selasa rabu kamis jumat sabtu minggu agu",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember "
    "mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "ka": "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი "
    "დეკემბერი",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "kn": "ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್ ಸೋಮ ಮಂಗಳ ಬುಧ ಗುರು ಶುಕ್ರ ಶನಿ ಭಾನು",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio "
    "gruodžio pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis "
    "sekmadienis",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris "
    "decembris pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември "
    "понеделник вторник среда четврток петок сабота недела",
    "ml": "ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്‌ടോബർ നവംബർ ഡിസംബർ "
    "തിങ്കൾ ചൊവ്വ ബുധൻ വ്യാഴം വെള്ളി ശനി ഞായർ",
    "mr": "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर सोम मंगळ बुध गुरु शुक्र शनि रवि",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember isnin "
    "selasa rabu khamis jumaat sabtu ahad",
    "nb": "januar februar mars april mai juni juli august september oktober november desember mandag "
    "tirsdag onsdag torsdag fredag lørdag søndag",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december "
    "mrt maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo",
    "pa": "ਜਨਵਰੀ ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ ਸੋਮ ਮੰਗਲ ਬੁੱਧ ਵੀਰ ਸ਼ੁੱਕਰ ਸ਼ਨਿੱਚਰ ਐਤ",
    "pl": "styczeń stycznia luty lutego marzec marca kwiecień kwietnia maj maja czerwiec czerwca "
    "lipiec lipca sierpień sierpnia wrzesień września październik października listopad "
    "listopada grudzień grudnia poniedziałek wtorek środa czwartek piątek sobota niedziela pon "
    "wt śr czw pt sob niedz",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro "
    "segunda terça quarta quinta sexta sábado domingo feira",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie "
    "decembrie luni marți miercuri joi vineri sâmbătă duminică",
    "ru": "январь января февраль февраля март марта апрель апреля май мая июнь июня июль июля август "
    "августа сентябрь сентября октябрь октября ноябрь ноября декабрь декабря понедельник "
    "вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт сб "
    "вс",
    "sk": "január januára február februára marec marca apríl apríla máj mája jún júna júl júla august "
    "augusta september septembra október októbra november novembra december decembra pondelok "
    "utorok streda štvrtok piatok sobota nedeľa po ut st št pi so ne",
    "sl": "januar februar marec april maj junij julij avgust september oktober november december "
    "ponedeljek torek sreda četrtek petek sobota nedelja",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "sr": "јануар фебруар март април мај јун јул август септембар октобар новембар децембар понедељак "
    "уторак среда четвртак петак субота недеља avgust septembar oktobar novembar decembar "
    "ponedeljak sreda nedelja",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december "
    "måndag tisdag onsdag torsdag fredag lördag söndag",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
    "ta": "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
    "te": "జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్ సోమ మంగళ బుధ గురు శుక్ర శని ఆది",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน "
    "ธันวาคม ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค จ อ พ พฤ ศ ส อา",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık pazartesi salı "
    "çarşamba perşembe cuma cumartesi pazar pzt sal çar per cum cmt paz",
    "uk": "січень січня лютий лютого березень березня квітень квітня травень травня червень червня "
    "липень липня серпень серпня вересень вересня жовтень жовтня листопад листопада грудень "
    "грудня понеділок вівторок середа четвер п'ятниця субота неділя пн вт ср чт пт сб нд",
    "ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر پیر منگل بدھ جمعرات "
    "جمعہ ہفتہ اتوار",
    "uz": "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr dushanba seshanba "
    "chorshanba payshanba juma shanba yakshanba",
    "vi": "tháng thg",
}
