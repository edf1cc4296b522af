"""Links to reset, unlock, join and sign in, in many languages; and links that only sound alike."""

import pytest

from pillarbox.mail.codes import find

PLAIN = "https://app.lake.example/users/password/edit?reset_password_token=Qm7RtZ2kWx9LpV4nYb8Hc"
TRACKED, HOME, LEAVE = (f"https://u1.ct.example/ls/click?upn={name}7RtZ2kWx9LpV4nYb8Hc" for name in "QAZ")

ASKED = [
    (
        "Passwort zurücksetzen",
        "Klicken Sie auf den Link, um ein neues Passwort zu vergeben.",
        "Passwort ändern",
    ),
    (
        "Réinitialisez votre mot de passe",
        "Cliquez ici pour choisir un nouveau mot de passe.",
        "Changer mon mot de passe",
    ),
    ("Restablecer contraseña", "Haz clic para cambiar tu contraseña.", "Cambiar mi contraseña"),
    ("Instruções de troca de senha", "Você pode trocar sua senha pelo link abaixo.", "Alterar minha senha"),
    ("Wachtwoord vergeten", "Klik hieronder om je wachtwoord te wijzigen.", "Wijzig mijn wachtwoord"),
    ("Återställ lösenord", "Klicka på länken nedan.", "Ändra mitt lösenord"),
    ("Nulstil adgangskode", "Klik på linket herunder.", "Skift min adgangskode"),
    ("Resetowanie hasła", "Kliknij poniższy link.", "Zmień moje hasło"),
    ("Obnovení hesla", "Klikněte na odkaz níže.", "Změnit mé heslo"),
    ("Jelszó visszaállítása", "Kattintson az alábbi linkre.", "Jelszavam módosítása"),
    ("Resetare parolă", "Apăsați linkul de mai jos.", "Schimbă-mi parola"),
    ("Сброс пароля", "Перейдите по ссылке ниже.", "Изменить мой пароль"),
    ("Скидання пароля", "Перейдіть за посиланням нижче.", "Змінити мій пароль"),
    ("Επαναφορά κωδικού", "Ακολουθήστε τον σύνδεσμο.", "Αλλαγή του κωδικού μου"),
    ("Parola sıfırlama", "Aşağıdaki bağlantıya tıklayın.", "Parolamı değiştir"),
    ("איפוס סיסמה", "לחצו על הקישור.", "שינוי הסיסמה שלי"),
    ("إعادة تعيين كلمة المرور", "اضغط على الرابط أدناه.", "تغيير كلمة المرور"),
    ("بازنشانی رمز عبور", "روی پیوند زیر کلیک کنید.", "تغییر رمز عبور"),
    ("पासवर्ड रीसेट", "नीचे दिए लिंक पर क्लिक करें।", "मेरा पासवर्ड बदलें"),
    ("รีเซ็ตรหัสผ่าน", "คลิกลิงก์ด้านล่าง", "เปลี่ยนรหัสผ่าน"),
    ("Đặt lại mật khẩu", "Nhấn vào liên kết dưới đây.", "Đổi mật khẩu"),
    ("Atur ulang kata sandi", "Klik tautan di bawah.", "Ubah kata sandi"),
    ("パスワード再設定", "下のリンクをクリックしてください。", "パスワードを変更する"),
    ("비밀번호 재설정", "아래 링크를 클릭하세요.", "비밀번호 변경"),
    ("重置密码", "请点击下面的链接。", "修改密码"),
    ("Slaptažodžio keitimas", "Spauskite nuorodą.", "Pakeisti slaptažodį"),
    ("Paroles maiņa", "Noklikšķiniet uz saites.", "Nomainīt paroli"),
    ("Parooli lähtestamine", "Klõpsake lingil.", "Muuda parooli"),
    ("Salasanan palautus", "Napsauta linkkiä.", "Vaihda salasana"),
    ("Konto entsperren", "Ihr Konto wurde nach zu vielen Versuchen gesperrt.", "Konto freischalten"),
    ("Déverrouillage", "Votre compte a été verrouillé.", "Déverrouiller mon compte"),
    ("Desbloqueo de cuenta", "Tu cuenta ha sido bloqueada.", "Desbloquear mi cuenta"),
    ("Отключване на профила", "Профилът ви е заключен.", "Отключи моя профил"),
    ("Разблокировка", "Ваш аккаунт заблокирован.", "Разблокировать аккаунт"),
    ("Konto odblokowane?", "Twoje konto zostało zablokowane.", "Odblokuj moje konto"),
    ("Hesap kilidi", "Hesabınız kilitlendi.", "Hesabımın kilidini aç"),
    ("アカウントの凍結解除", "アカウントが凍結されています。", "アカウントのロック解除"),
    ("계정 잠금 해제", "계정이 잠겼습니다.", "계정 잠금 해제"),
    ("账户解锁", "您的账户已锁定。", "解锁我的账户"),
    ("Einladung", "Anna hat Sie zu Lakeside eingeladen.", "Einladung annehmen"),
    ("Invitation", "Anna vous a invité à rejoindre Lakeside.", "Accepter l'invitation"),
    ("Invitación", "Anna te ha invitado a unirte a Lakeside.", "Aceptar invitación"),
    ("Convite", "Anna convidou você para a Lakeside.", "Aceitar convite"),
    ("Invito", "Anna ti ha invitato in Lakeside.", "Accetta l'invito"),
    ("Uitnodiging", "Anna heeft je uitgenodigd voor Lakeside.", "Uitnodiging accepteren"),
    ("Inbjudan", "Anna har bjudit in dig till Lakeside.", "Acceptera inbjudan"),
    ("Zaproszenie", "Anna zaprasza Cię do Lakeside.", "Przyjmij zaproszenie"),
    ("Приглашение", "Анна приглашает вас в Lakeside.", "Принять приглашение"),
    ("Davet", "Anna sizi Lakeside'a davet etti.", "Daveti kabul et"),
    ("招待", "AnnaさんがLakesideに招待しています。", "招待を受ける"),
    ("邀请", "Anna 邀请您加入 Lakeside。", "接受邀请"),
    ("초대", "Anna님이 초대했습니다.", "초대 수락"),
    ("Your magic link", "Tap the button to log in. It works once.", "Log in to Lakeside"),
    ("Sign in to Lakeside", "Click below to sign in.", "Sign in"),
    ("Anna has invited you to Lakeside", "Join your team.", "Join Lakeside"),
    ("Confirm your subscription", "Please confirm your subscription to our list.", "Yes, subscribe me"),
    ("Finish setting up your account", "Verify your email to finish.", "Verify email"),
    ("Please verify your email", "Welcome! One more step.", "Verify my account"),
    ("Set your password", "An account was created for you. Set a password to log in.", "Set password"),
]
NOT_ASKED = [
    ("Welcome to Lakeside", "Invite your friends and earn 10 EUR.", "Invite friends"),
    ("New sign-in to your account", "We noticed a new sign-in from Chrome.", "Check activity"),
    ("New login", "Someone logged in to your account.", "Secure account"),
    ("Your weekly summary", "Top posts this week", "Read more"),
    ("Password changed", "Your password was changed. Not you?", "Contact support"),
    ("Event registration open", "Register now for the summer event.", "Register for the event"),
    ("Your receipt", "Thanks for your payment.", "View receipt"),
    ("Meeting", "Anna invites you to a meeting.", "Add to calendar"),
    ("Order confirmed", "We confirmed your order.", "View order"),
    ("Verify your order details", "Please check the delivery date.", "Confirm delivery date"),
    ("Join our community", "Join 5000 readers.", "Join the discussion"),
]


def link_of(subject: str, above: str, label: str, url: str) -> str | None:
    html = (
        f'<div><a href="{HOME}"><img src="x"></a></div><h1>{subject}</h1><p>{above}</p>'
        f'<a href="{url}"><span>{label}</span></a><p><a href="{LEAVE}">Unsubscribe</a></p>'
    )
    found = find(subject=subject, text=None, html=html)
    return found.link if found else None


@pytest.mark.parametrize("url", [PLAIN, TRACKED])
@pytest.mark.parametrize(("subject", "above", "label"), ASKED)
def test_the_link_that_is_asked_for_is_found(subject: str, above: str, label: str, url: str) -> None:
    assert link_of(subject, above, label, url) == url


@pytest.mark.parametrize(("subject", "above", "label"), NOT_ASKED)
def test_a_link_that_only_sounds_alike_is_left(subject: str, above: str, label: str) -> None:
    assert link_of(subject, above, label, TRACKED) is None
