"""A quick look at a mail: could it verify anything at all? Made for the many mails that cannot."""


def may_verify(subject: str, body: str) -> bool:
    """Whether reading the mail is worth the time."""
    return True
