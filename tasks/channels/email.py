"""A letter by e-mail: text and HTML, with a Message-ID that is the same at every attempt."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tasks.channels import Outcome, Result
from tasks.letter import Letter


def send(letter: Letter) -> Outcome:
    """Sends the letter over a connection of its own; never raises once the letter is written.

    Broken off after the body was begun, nobody can say whether the server took it: unknown. Refused with a 5xx
    code the address or the letter is at fault, for good; anything else may pass.
    """
    if not letter.message.recipient.email:
        return Outcome(Result.FAILED_FOR_GOOD, _("The person has no e-mail address."))
    mail = compose(letter)
    connection = get_connection()
    body = _Body()
    try:
        connection.open()
        body.watch(connection)
        connection.send_messages([mail])
    except Exception as error:
        return Outcome(_result(error, body), _said(error, body))
    finally:
        # The outcome is known by now; how the server says goodbye does not matter.
        with suppress(Exception):
            connection.close()
    return Outcome(Result.SENT)


def compose(letter: Letter) -> EmailMultiAlternatives:
    """The mail, in the language that is active."""
    recipient = letter.message.recipient
    context = {"letter": letter, "recipient": recipient, "site": settings.SITE_URL}
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("emails/reminder.txt", context),
        to=[recipient.email],
        headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("emails/reminder.html", context), "text/html")
    return mail


def message_id(letter: Letter) -> str:
    """The mail's name: that of its message, so that a mail server that gets it twice can tell."""
    return f"<{letter.message.public_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


class _Body:
    """Notices when the mail's body begins to go out."""

    begun = False

    def watch(self, connection: Any) -> None:
        """Watches the connection, where it is one to an SMTP server."""
        server = getattr(connection, "connection", None)
        if not isinstance(server, smtplib.SMTP):
            return
        data = server.data

        def watched(message: Any) -> Any:
            self.begun = True
            return data(message)

        server.data = watched  # type: ignore[method-assign, assignment]


def _result(error: Exception, body: _Body) -> Result:
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            codes = [code for code, _text in refused.values()]
            return _by_code(max(codes, default=0))
        case smtplib.SMTPDataError(smtp_code=code):
            return _by_code(code)
        case smtplib.SMTPSenderRefused():
            # Our own address: the operator may mend it before the attempts end.
            return Result.FAILED_FOR_NOW
        case ValueError() | smtplib.SMTPNotSupportedError():
            # An address or a header that no mail can carry, told before anything was sent.
            return Result.FAILED_FOR_GOOD
    return Result.UNKNOWN if body.begun else Result.FAILED_FOR_NOW


def _said(error: Exception, body: _Body) -> str:
    """What went wrong in words, and for the operator what the server or the machine said."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            text = _("The mail server does not take mail for this address: %(said)s")
            return text % {"said": "; ".join(_answer(*answer) for answer in refused.values())}
        case smtplib.SMTPSenderRefused():
            text = _("The mail server does not take mail from the portal's address: %(said)s")
        case smtplib.SMTPAuthenticationError():
            text = _("The mail server does not accept the portal's name and password: %(said)s")
        case smtplib.SMTPDataError():
            text = _("The mail server did not take the message: %(said)s")
        case _ if body.begun:
            text = _("The connection broke off while the message was handed over: %(said)s")
        case ValueError() | smtplib.SMTPNotSupportedError():
            text = _("The message cannot be sent to this address: %(said)s")
        case _:
            text = _("The mail server cannot be reached or did not answer: %(said)s")
    if isinstance(error, smtplib.SMTPResponseException):
        return text % {"said": _answer(error.smtp_code, error.smtp_error)}
    return text % {"said": f"{type(error).__name__}: {error}"}


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


def _by_code(code: int) -> Result:
    return Result.FAILED_FOR_GOOD if 500 <= code < 600 else Result.FAILED_FOR_NOW
