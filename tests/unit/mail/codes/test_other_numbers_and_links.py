"""Mails full of numbers, codes and links that verify nobody: nothing may be taken from them."""

import pytest

from pillarbox.mail.codes import find

NUMBERS = [
    (
        "Order 10048213 confirmed",
        ("Thanks for your order 10048213. Sign in to your account to track it. Total 1,204.50 EUR."),
    ),
    ("Your invoice", "Invoice number: 20481\nAmount due: 4821 USD\nLog in to pay. Password not needed."),
    ("Ticket #483920", "Your ticket 483920 was updated. Verify the answer and reply."),
    ("Spring sale", "Use code SPRING25 to get 20% off. Sign in and shop now."),
    ("Your discount", "Your code: WELCOME10\nEnter it at checkout. Create an account to save."),
    ("Gift card", "Your gift card code is 4821-9934-2210. Redeem it after you sign in."),
    (
        "Boarding pass",
        "Booking reference: KXQ7PD\nFlight LH 4821 at 10:45 on 12-10-2026. Sign in to check in.",
    ),
    (
        "Reservation confirmed",
        "Confirmation code: HMA4X8ZQ9P\nCheck-in 12 March 2026. Log in to message your host.",
    ),
    ("Crash", "The installer stopped with error code 80070643. Verify that you are logged in."),
    ("Parcel", "Tracking number 482910334712. Confirm your delivery address."),
    ("Card", "Your card ending in 4821 was charged 1999 USD. If you did not authorize this, sign in."),
    ("Account", "Statement for account ending 99120 is ready. Log in to view."),
    (
        "Address change",
        ("Your new address: 75011 Paris, 94103 San Francisco. Confirm in your account. Zip code 94103."),
    ),
    ("Call", "Call +1 (415) 555-0132 or 0800 123 4567 to verify your identity."),
    ("Year", "In 2026 we will verify 2000 accounts."),
    (
        "Zoom",
        (
            "Join Zoom Meeting\nhttps://zoom.example/j/81234567890?pwd=abc\nMeeting ID: 812 3456 "
            "7890\nPasscode: 482910"
        ),
    ),
    ("Pickup", "Your parcel is in locker 12. Pickup code: 482910. Sign in for details."),
    ("Wifi", "The guest wifi password is 48291034. Sign in to the portal."),
    ("Code review", "PR 4821: code review requested by anna. Sign in to GitHub to see 12345 lines."),
    ("Dress code", "Dress code: black tie. Register by 12-10-2026."),
    ("Source", "def verify(code):\n    if code == 123456:\n        return True"),
    ("Two-factor", "Two-factor authentication was turned on for your account on 2026-03-04 at 1042."),
    ("Backup", "You have 4821 followers. Your password was changed. Sign in to see."),
    ("Referral", "Share your referral code ANNA4821 with friends. Sign in."),
    ("Coupon", "Your coupon: 4821-9920. Log in to redeem."),
    ("Meter", "Meter reading 482910 kWh. Customer number 10023391. Please confirm."),
    ("Area", "Area code 0211, country code 0049. Confirm your phone."),
    ("VAT", "VAT no. DE811193231, HRB 482910. Register court Hamburg."),
    ("Job", "Job ID 482910: Software engineer. Sign in to apply."),
    ("Bestellung", "Ihre Bestellung 4829103 ist unterwegs. Melden Sie sich an. PLZ 10115 Berlin"),
    ("Gutschein", "Ihr Gutscheincode: HERBST26. Jetzt anmelden."),
    ("Rabatt", "Dein Rabattcode lautet 482910. Melde dich an."),
    ("Facture", "Facture n° 482910 du 12/10/2026, 1 299 €. Connectez-vous."),
    ("Code promo", "Votre code promo est ETE2026. Connectez-vous pour en profiter."),
    ("Code postal", "Code postal : 75011. Confirmez votre adresse."),
    ("Reserva", "Su código de reserva es KXQ7PD. Inicie sesión para ver."),
    ("Cupón", "Código de descuento: 482910. Inicia sesión."),
    ("Pedido", "Pedido 4829103 confirmado. Acceda a su cuenta."),
    ("Prenotazione", "Il codice di prenotazione è KXQ7PD. Accedi."),
    ("Sconto", "Codice sconto: 482910. Accedi al tuo account."),
    ("CEP", "CEP 01310-100 São Paulo. Confirme seu endereço. Código de rastreio 482910334."),
    ("Zamówienie", "Zamówienie 482910. Kod rabatowy: LATO26. Zaloguj się. Kod pocztowy 00-950."),
    (
        "Заказ",
        ("Заказ 482910 отправлен. Промокод: ЛЕТО2026 или 482911. Войдите в аккаунт. Код товара 48291."),
    ),
    ("Sipariş", "Sipariş no 482910. İndirim kodu: 48291. Giriş yapın."),
    ("订单", "您的订单 4829103 已发货，优惠码 482910，请登录查看。邮编100000"),
    ("注文", "ご注文番号 4829103。クーポンコード：482910。ログインして確認。"),
    ("주문", "주문번호 4829103 쿠폰 코드: 482910 로그인하여 확인"),
    ("Đơn hàng", "Mã giảm giá: 482910. Đơn hàng 4829103. Đăng nhập để xem."),
    ("Stats", "1,204 visits, 8842 page views, 482910 impressions. Sign in to the dashboard."),
    ("Version", "Version 2026.1 build 48291 is out. Log in to download."),
    ("ISBN", "ISBN 978-3-16-148410-0. Your library card PIN was changed. Sign in."),
    ("Bank", "IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFF. Sort code 20-48-21. Confirm transfer."),
    ("Survey", "Question 4821: did you verify your email? Please confirm."),
    ("HTTP", "The server answered with status code 5023 when you logged in."),
    ("Reference", "Reference: 482910. We will verify your documents."),
    ("Case", "Case number 00482910 has been opened. Do not share your password."),
    ("QR", "Scan the QR code at gate 4821 to confirm entry."),
    ("Student", "Student ID 4829103, course code CS4821. Register before Friday."),
    ("Discount", "SAVE20OFF\n\nis your code for 20% off. Sign in."),
    ("Welcome", "WELCOME\n\nUse the code we sent to sign in."),
    ("Heading", "VERIFY YOUR EMAIL\n\nYour code was sent by SMS. Sign in.\n\nTHANKS\n\nTEAM"),
    ("PO", "Purchase order PO-482910 needs approval. Sign in to confirm."),
    ("SSN", ("We will never ask for your PIN or code. Your limit is 4821 and your points 482910. Log in.")),
    (
        "Password changed",
        (
            "Your password was changed on 04-03-26 from IP 10.20.30.40. If this was not you, reset "
            "it. Device 482910."
        ),
    ),
    ("Commit", "Commit a1b2c3d: fix code path. Verify with build 482910."),
    ("Parking", "Your parking at zone 4821 ends at 18:00. Confirm payment of 1200 kr."),
    ("Phone code", "Mobile: 0171 4829103. Please confirm your number."),
    (
        "Serial",
        ("Serial number: A1B2C3D4. Register your product to activate the warranty. Product code 482910."),
    ),
    ("License", "Your license key: AB12C-DE34F-GH56J-KL78M. Activate it in the app."),
    (
        "Your backup codes",
        (
            "Save your backup codes:\n\n48192033\n77120344\n90123455\n\nSign in with one if you "
            "lose your phone."
        ),
    ),
    ("Sent", "A verification code was sent to your phone ending in 4821. Sign in to continue."),
    ("Policy", "Never share your verification code. Our number is 0800 4819 2033."),
    ("6-digit", "Enter the 6-digit verification code we sent to (415) 555-0132."),
    ("Expires", "Your verification code expires in 1440 minutes. Open the app to see it."),
    ("Ticket 481920", "Your verification request 481920 is being processed."),
    (
        "Verification failed",
        ("Verification failed with error 4819. Request ID 99120331. Your security code was not accepted."),
    ),
    ("Docs", "Two-factor codes are 6 digits long, e.g. see RFC 6238 from 2011."),
    ("Security", "Your security code changed on card 4821. Customer service: 18005550199"),
    ("Delivery", "Give the driver this delivery code: 4819. Log in to follow him."),
    ("Verified", "Your account 48192033 has been verified. Password last changed 2024."),
]
LINKS = [
    ("Your order", [("Track your order", "Your order has shipped."), ("Sign in", "Need help?")]),
    (
        "Newsletter",
        [
            ("Read more", "This week in our shop"),
            ("Sign in", "Manage your account"),
            ("Unsubscribe", "You get this mail as you subscribed"),
        ],
    ),
    ("Please confirm delivery", [("Confirm delivery", "Please confirm the delivery of your parcel.")]),
    ("Appointment", [("Confirm appointment", "Please confirm your appointment on Monday.")]),
    ("Invitation: Planning @ Mon", [("Yes", "Going?"), ("No", "Going?"), ("More options", "calendar")]),
    (
        "Get our app",
        [("Download on the App Store", "Sign in on your phone"), ("Google Play", "Sign in on your phone")],
    ),
    (
        "Password changed",
        [
            ("Contact us", "Your password was changed. If this was not you, contact us."),
            ("Help center", "Sign in problems?"),
        ],
    ),
    (
        "Security alert",
        [
            ("Review activity", "New sign-in to your account from Chrome."),
            ("Secure your account", "Wasn't you?"),
        ],
    ),
    ("Comment", [("View comment", "Anna replied to your post"), ("Mute thread", "Settings")]),
    ("Invoice", [("Pay invoice", "Your invoice is due. Log in to pay."), ("Download PDF", "Invoice")]),
    ("Survey", [("Start the survey", "Help us. Confirm your opinion")]),
    (
        "Terms update",
        [
            ("Terms of service", "We updated our terms. By logging in you accept."),
            ("Privacy policy", "Accept"),
        ],
    ),
    ("Bitte bestätigen: Lieferung", [("Lieferung bestätigen", "Bitte bestätigen Sie die Lieferung.")]),
    ("Code of conduct", [("Code of conduct", "Please register and accept our code of conduct.")]),
    ("Pull request", [("View it on GitHub", "Review requested"), ("unsubscribe", "Reply to this email or")]),
    ("Jobs", [("Apply now", "Jobs for you. Sign in to apply")]),
    ("Your ticket", [("View ticket", "We received your request. Log in to follow.")]),
    ("Weekly digest", [("Open dashboard", "Log in to see 20 new events")]),
    ("Trial", [("Upgrade your account", "Your trial ends soon"), ("Log in", "Questions?")]),
    (
        "Webinar",
        [("Add to calendar", "You are registered for the webinar"), ("Join webinar", "Starts at 10")],
    ),
    ("Bestellung", [("Bestellung ansehen", "Melden Sie sich an, um Ihre Bestellung zu sehen")]),
    ("Commande", [("Suivre ma commande", "Connectez-vous pour suivre votre commande")]),
    ("Pedido", [("Confirmar entrega", "Confirme la entrega de su pedido")]),
    ("Social", [("Accept friend", "Tom wants to connect")]),
    ("Review", [("Rate your stay", "Please confirm your rating")]),
]
TRACKER = "https://go.shop.example/ls/click?upn=u001.Qm7RtZ2kWx9LpV4nYb8Hc"
FOOTER = "\n\nYou get this mail as a customer of the shop.\n© 2026 Shop, 94103"


@pytest.mark.parametrize(("subject", "text"), NUMBERS)
@pytest.mark.parametrize("footer", ["", FOOTER])
def test_no_number_of_another_kind_is_a_code(subject: str, text: str, footer: str) -> None:
    assert find(subject=subject, text=text + footer, html=None) is None


@pytest.mark.parametrize(("subject", "text"), NUMBERS)
def test_no_number_of_another_kind_is_a_code_in_html(subject: str, text: str) -> None:
    html = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    assert find(subject=subject, text=None, html=html) is None


@pytest.mark.parametrize(("subject", "links"), LINKS)
def test_no_link_of_another_kind_is_followed(subject: str, links: list[tuple[str, str]]) -> None:
    html = "".join(
        f'<p>{above}</p><p><a href="{TRACKER}{number}">{label}</a></p>'
        for number, (label, above) in enumerate(links)
    )
    text = "\n\n".join(
        f"{above}\n\n{label}: {TRACKER}{number}" for number, (label, above) in enumerate(links)
    )
    assert find(subject=subject, text=None, html=html) is None
    assert find(subject=subject, text=text, html=None) is None
