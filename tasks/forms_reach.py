"""Forms of how people are reached: their own settings, and a ward's gateway."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tasks.models import Gateway, Handle
from wards.models import User


class OwnForm(forms.Form):
    """How a person wants to be reached. The gateway's fields are there where a ward of theirs has one."""

    mail = forms.BooleanField(label=_("Reminders by e-mail"), required=False)
    gateway = forms.ChoiceField(label=_("Reminders by the ward's gateway"), required=False)
    name = forms.CharField(label=_("Your name at the gateway"), max_length=100, required=False)

    def __init__(self, user: User, handle: Handle | None, gateways: list[Gateway], data: Any = None) -> None:
        chosen = next((each for each in gateways if handle and each.pk == handle.gateway_id), None)
        initial = {
            "mail": user.mail_reminders,
            "gateway": str(chosen.ward.public_id) if chosen else "",
            "name": handle.name if handle else "",
        }
        super().__init__(data, initial=initial)
        if user.email:
            text = gettext("They go to %(address)s. The administrator of your ward can enter another address.")
            self.fields["mail"].help_text = text % {"address": user.email}
        else:
            self.fields["mail"].help_text = gettext(
                "No e-mail address is known for you yet: ask the administrator of your ward to enter it."
            )
        if not gateways:
            del self.fields["gateway"], self.fields["name"]
            return
        choices = [(str(each.ward.public_id), f"{each.name} ({each.ward.name})") for each in gateways]
        self.fields["gateway"].choices = [("", gettext("No")), *choices]  # type: ignore[attr-defined]
        hints = "; ".join(dict.fromkeys(each.hint for each in gateways if each.hint))
        self.fields["name"].help_text = hints or gettext(
            "What the gateway's administrator tells you: a telephone number or an identifier."
        )

    def values(self) -> dict[str, Any]:
        """What a valid form asks for."""
        given = self.cleaned_data
        return {"mail": given["mail"], "gateway": given.get("gateway", ""), "name": given.get("name", "").strip()}


class GatewayForm(forms.Form):
    """A ward's gateway. The address is only ever written: the form never shows the one that is there."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("As people find it in their settings, for example: Zalo of the ward."),
    )
    hint = forms.CharField(
        label=_("What people enter"),
        max_length=150,
        required=False,
        help_text=_("For example: the telephone number with which you follow the ward's Zalo page."),
    )
    address = forms.CharField(
        label=_("Address"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    recipient_field = forms.CharField(
        label=_("Field of the recipient"),
        max_length=40,
        help_text=_("In the JSON that is sent; for Telegram: chat_id."),
    )
    text_field = forms.CharField(
        label=_("Field of the text"), max_length=40, help_text=_("In the JSON that is sent; for Telegram: text.")
    )
    active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, gateway: Gateway | None, data: Any = None) -> None:
        values = gateway or Gateway(version=0)
        names = ("version", "name", "hint", "recipient_field", "text_field", "active")
        super().__init__(data, initial={name: getattr(values, name) for name in names})
        self.fields["address"].required = gateway is None
        kept = gettext("It is secret and is not shown again: leave this empty to keep the one that is there.")
        new = gettext("Begins with https://. It is secret and is not shown again after saving.")
        self.fields["address"].help_text = kept if gateway else new


class TrialForm(forms.Form):
    """To whom a trial message goes."""

    to = forms.CharField(
        label=_("Recipient of the trial"), max_length=100, help_text=_("Your own name at the gateway, for example.")
    )
