from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from pillarbox.mail.dkim_keys import new_dkim_key


def test_the_record_publishes_the_key_that_signs() -> None:
    key = new_dkim_key("mine")
    private = load_der_private_key(key.private, password=None)
    assert isinstance(private, RSAPrivateKey)
    tags = dict(tag.strip().split("=", 1) for tag in key.record.text.split(";"))
    public = load_der_public_key(b64decode(tags["p"]))
    assert isinstance(public, RSAPublicKey)
    assert (tags["v"], tags["k"], public.key_size) == ("DKIM1", "rsa", 2048)
    assert public.public_numbers() == private.public_key().public_numbers()


def test_a_key_does_not_show_its_secret() -> None:
    key = new_dkim_key("mine")
    assert "mine" in repr(key)
    assert repr(key.private) not in repr(key)
