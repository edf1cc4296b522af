"""Short notices, as text messages have them: a code, a name, and little else to go by."""

import pytest

from pillarbox.mail.codes import find

NOTICES = [
    "Use 402685 as your Lakeside account security code",
    "402685 is your OTP",
    "Your Lakeside code is 402685",
    "Lakeside: Your security code is: 402685. Your code expires in 5 minutes.",
    "Je code: 402685",
    "Gebruik 402685 om je account te verifiëren",
    "402685 - je code voor Lakeside",
    "402685 is je Lakeside code",
    "Je Lakeside-code is 402685. Deel deze niet met anderen.",
    "Uw DigiD sms-code om in te loggen: 402685",
    "[Lakeside] 402685 is your verification code, valid for 5 minutes. Never forward this code.",
    "Your login token: 402685",
    "402685 Enter this code to verify your device",
    "Use verification code 402685 for Lake Ride verification.",
    "Lakechat Code: 402685. Happy Snapping! Do not share or use it elsewhere!",
    "Enter 402685 on the sign-in page",
    "Lakeside pin: 402685. Valid for 10 minutes.",
    "Your Lakeside PIN is 402685",
    "402685 is your Lakeside password reset code or reset your password here: https://l.example/abcdefg1",
    "Lakeside-code 402685",
    "Lakeside code: 402685. You can also tap this link: v.lake.example/402685 4sgLq1p5sV6",
    "402685 es tu código de Lakeside",
    "Tu clave es 402685",
    "Lakeside: utilisez le code 402685 pour vous connecter",
    "402685 est votre code Lakeside",
    "Dein Lakeside Code: 402685",
    "402685 ist dein Lakeside-Code",
    "Il tuo codice Lakeside è 402685",
    "O seu código Lakeside: 402685",
    "Ваш код 402685",
    "Код: 402685. Никому не сообщайте.",
    "Код 402685 для входа в Lakeside",
    "【Lakeside】402685（验证码），请勿泄露",
    "【Lakeside】您的验证码：402685，用于登录",
    "[Lakeside] 인증번호 [402685]를 입력해 주세요.",
    "Lakeside認証コード：402685",
    "Twój kod to 402685",
    "Kod SMS: 402685",
    "Lakeside kodunuz: 402685",
    "Lakesidekoden din er 402685",
    "Din kod är 402685",
    "Koodi: 402685",
    "Your Lakeside verification number is 402685.",
    "G-402685 is your Lakeside verification code.",
    "Hi! Your Lakeside verification code is 402 685",
    "Code de sécurité : 402685",
    "Bienvenue. Votre mot de passe à usage unique est 402685",
    "402685 - use this code to log in",
    "402685 is your one-time passcode. Order nr 99123 awaits approval",
    "Lakeside code. 402685",
    "Your verification PIN for Lakeside is 402685.",
    "Account: 402685 is your Lakeside code",
    "Please use code 402685 to complete registration",
    "Confirmation code 402685. Enter it to confirm your payment of EUR 49.99 at Lake BV.",
    "Bevestig je betaling van €49,99 met code 402685.",
    "Lakepay: 402685 is de code voor je betaling van EUR 1.234,56 bij LAKE.",
    "3-D Secure code 402685 for your purchase of $12.00 at LAKE with card 4821",
    "Do not share this with anyone. Code: 402685",
    "DO NOT SHARE. Your code: 402685",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_the_code_of_a_short_notice_is_found(notice: str) -> None:
    found = find(subject="Message", text=notice, html=None)
    assert found and found.code == "402685"
