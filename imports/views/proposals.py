"""What the text around the tables proposes: each sentence taken over as a row, put into a row, or left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from imports import commit as committing
from imports.access import import_or_404
from imports.corrections import wrong_timing
from imports.grid import PlanReading, Proposal, Sentence, Standing
from imports.intake import RefusedError, answer, reading_of
from imports.models import ImportState, PlanImport
from imports.places import anchor
from imports.preview import page_of
from imports.proposals import Act, Answer
from imports.said import answers_of
from imports.views.places import back_to_review
from imports.wording import Chip, target_chip, timing_chip
from wards.models import Unit

RESTORE = "restore"


class AnswerForm(forms.Form):
    """What becomes of one sentence."""

    key = forms.CharField(max_length=64)
    act = forms.ChoiceField(choices=[(act.value, act.value) for act in Act] + [(RESTORE, RESTORE)])
    content = forms.CharField(label=gettext_lazy("Content"), max_length=2000, required=False)
    timing = forms.CharField(label=gettext_lazy("Timing"), max_length=500, required=False)
    lead = forms.CharField(label=gettext_lazy("Lead units"), max_length=250, required=False)


@dataclass(frozen=True)
class Offer:
    """One sentence of the page: what was understood, the row it speaks of, and what was decided ("" while open).

    `unlike` says that the row says otherwise; `same` that there is nothing to decide. `page` and `anchor` are where the
    row stands among all rows.
    """

    proposal: Proposal
    said: Sentence
    chips: tuple[Chip, ...]
    act: str
    unlike: bool
    same: bool
    lead: str
    timing: str
    stated: str
    page: int | None = None
    anchor: str = ""


@dataclass(frozen=True)
class Offers:
    """The sentences that say something new or other than the table; those that say the same; the units to choose."""

    offers: tuple[Offer, ...]
    same: tuple[Offer, ...]
    units: Sequence[str]

    @property
    def open(self) -> int:
        """How many wait for an answer."""
        return sum(not each.act for each in self.offers)


def offers_of(reading: PlanReading, upload: PlanImport) -> Offers:
    """The proposals of the text with their answers: one query, none where there are none."""
    said = {each.key: each for each in answers_of(upload)}
    offers = [_offer(each, each.sentence, said, reading) for each in reading.proposals if each.sentence]
    units: Sequence[str] = ()
    if any(not each.same for each in offers):
        units = list(Unit.objects.filter(ward=upload.ward, active=True).values_list("name", flat=True))
    return Offers(tuple(each for each in offers if not each.same), tuple(each for each in offers if each.same), units)


@require_POST
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Takes a proposal over as the person left it, leaves it, or opens it again; nothing is committed yet."""
    kept = import_or_404(request, public_id)
    form = AnswerForm(request.POST)
    try:
        if kept.state in {ImportState.COMMITTED, ImportState.WAITING}:
            raise committing.CommitError(committing.why_not(kept) or _("The file has not been read yet."))
        if not form.is_valid():
            raise committing.CommitError(" ".join(str(error) for errors in form.errors.values() for error in errors))
        _keep(kept, form)
    except (committing.CommitError, RefusedError) as refused:
        messages.error(request, str(refused))
    return back_to_review(request, kept, at="loi-van")


def _keep(kept: PlanImport, form: AnswerForm) -> None:
    """Keeps the answer; CommitError says why it cannot be."""
    given = form.cleaned_data
    reading = reading_of(kept)
    said = next(
        (each.sentence for each in reading.proposals if each.sentence and each.sentence.key == given["key"]), None
    )
    if said is None:
        raise committing.CommitError(_("That sentence is no longer in the file. Please look at the list once more."))
    act = given["act"]
    if act == RESTORE:
        answer(kept, None, key=said.key)
    elif act == Act.TASK:
        answer(kept, _row_of_its_own(kept, said, given, reading.year), key=said.key)
    elif act == Act.ROW:
        if said.about is None:
            raise committing.CommitError(
                _("No row of the table speaks of this sentence. Take it over as a row of its own.")
            )
        answer(kept, Answer(said.key, Act.ROW, "", said.phrase, "", said.about.sheet, said.about.row), key=said.key)
    else:
        answer(kept, Answer(said.key, Act.IGNORE), key=said.key)


def _row_of_its_own(kept: PlanImport, said: Sentence, given: dict[str, str], year: int) -> Answer:
    timing = given["timing"].strip()
    if timing and (reason := wrong_timing(timing, year)):
        raise committing.CommitError(reason)
    lead = given["lead"]
    known = {unit.name for unit in said.leads if unit.name}
    if lead and lead not in known and not Unit.objects.filter(ward=kept.ward, active=True, name=lead).exists():
        raise committing.CommitError(
            _("The ward has no unit “%(name)s”. Please choose one from the list.") % {"name": lead}
        )
    return Answer(said.key, Act.TASK, given["content"].strip() or said.text, timing or said.phrase, lead)


def _offer(proposal: Proposal, said: Sentence, answers: dict[str, Answer], reading: PlanReading) -> Offer:
    chips = tuple(map(timing_chip, said.timings)) + ((target_chip(said.target),) if said.target else ())
    given = answers.get(said.key)
    at = _index_of(said, reading)
    return Offer(
        proposal=proposal,
        said=said,
        chips=chips,
        act=given.act.value if given else "",
        unlike=said.standing is Standing.OTHER,
        same=said.standing is Standing.SAME,
        lead=next((unit.name or "" for unit in said.leads), ""),
        timing=said.phrase or f"Trong năm {reading.year}",
        stated=said.stated.replace(">=", "≥").replace("<=", "≤"),
        page=None if at is None else page_of(at),
        anchor=anchor(said.about.sheet, said.about.row) if said.about else "",
    )


def _index_of(said: Sentence, reading: PlanReading) -> int | None:
    place = said.about and (said.about.sheet, said.about.row)
    return next((at for at, task in enumerate(reading.tasks) if (task.sheet, task.row) == place), None)
