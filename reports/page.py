"""What the pages of a report show, put together from its frozen figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reports import access, annexes, building, changes, orders, sentences, signed, wording
from reports import narrative as fields
from reports.ahead import next_rows, next_text
from reports.arrangement import part_titles
from reports.canonical import seal
from reports.late import late_groups, late_text
from reports.layouts import arrangement_of
from reports.models import Report, ReportState
from reports.numbers import Numbers
from reports.overview import label
from reports.progress import progress
from reports.rows import rows_behind
from reports.shape import Figures, MeasuredFigures, Since
from reports.suggestions import suggestions
from wards.models import Job, JobState, User
from wards.periods import Rule, document_name, parse


def report_page(report: Report, user: User | AnonymousUser) -> dict[str, Any]:
    """Everything the page of a report shows."""
    period = parse(report.period, Rule(report.rule))
    draft = report.state in (ReportState.DRAFT, ReportState.SUBMITTED)
    versions = access.reports_seen(user).filter(
        ward=report.ward_id, period=report.period, rule=report.rule, letterhead=report.letterhead
    )
    before, order = _before(report, user), fields.arrangement(report.narrative).parts
    context: dict[str, Any] = {
        "report": report,
        "ward": report.ward,
        "label": label(period),
        "period": period,
        "draft": draft,
        "may_write": draft and access.may_draft(user, report.ward_id),
        "may_sign": not draft and access.may_draft(user, report.ward_id),
        "signed_copies": signed.copies(report),
        "may_inspect": not draft and access.may_draft(user, report.ward_id),
        "may_issue": draft and access.may_issue(user, report.ward_id),
        "printed": fields.is_printed(report.narrative),
        "rearranged": draft and fields.arrangement(report.narrative) != arrangement_of(report.ward, report.letterhead),
        "versions": versions.defer("figures", "narrative").order_by("-number_in_period"),
        "job": _open_job(report, period) if draft else None,
    }

    def written(said: Mapping[str, str]) -> list[dict[str, Any]]:
        return [
            field_context(report, name, before=before.get(name, ""), suggestion=said.get(name, "")) for name in order
        ]

    try:
        found = building.frozen(report)
    except building.Refused as refused:
        return context | {"broken": str(refused), "fields": written({})}
    context["fields"] = written(suggestions(found))
    return context | figures_context(report, found) | {"since": _since(report, found)}


def _since(report: Report, found: Figures) -> Since | None:
    """What this version changed; frozen with its figures, except in versions from before that was done."""
    if "since" in found or report.replaces is None:
        return found.get("since")
    return changes.since(building.frozen(report.replaces), found, report.replaces.document_number)


def figures_context(report: Report, found: Figures) -> dict[str, Any]:
    """The figures as the page shows them: sentences, tables with numbers to open, targets, the late list."""
    rows_address = reverse("reports:rows", args=[report.public_id])
    return {
        "provisional": found["period"]["as_of"] < found["period"]["close"],
        "as_of": wording.day(found["period"]["as_of"]),
        "total": found["total"],
        "sentences": sentences.totals(found),
        "numbers": Numbers(report, found),
        "targets": [
            (row, f"{rows_address}?{urlencode({'target': target['id']})}")
            for row, target in zip(annexes.targets(found), found["targets"], strict=True)
        ],
        "next_text": next_text(found),
        "next_rows": next_rows(found),
        "late": late_groups(found),
        "late_text": late_text(found),
    }


def rows(
    report: Report, number: str, section: int | None = None, unit: str | None = None, officer: str | None = None
) -> dict[str, Any]:
    """The rows behind a number, as sentences on each part."""
    found = building.frozen(report)
    as_of = found["period"]["as_of"]
    chosen = rows_behind(found, number, section=section, unit=unit, officer=officer)
    return {
        "report": report,
        "number": number,
        "rows": [
            (
                row.task,
                [
                    (wording.of_period(part["unit"] or wording.NO_UNIT, part), wording.part_state(part, as_of))
                    for part in row.parts
                ],
            )
            for row in chosen
        ],
    }


def target(report: Report, wanted: str) -> dict[str, Any] | None:
    """A target's figures as they are frozen in the report; None for one that it does not hold."""
    found = building.frozen(report)
    at = next((at for at, each in enumerate(found["targets"]) if each["id"] == wanted), None)
    if at is None:
        return None
    each = found["targets"][at]
    period = parse(report.period, Rule(report.rule))
    named = [(document_name(period), each["figure"]), (_("The period before"), each["previous"])]
    return {
        "target": wanted,
        "row": annexes.targets(found)[at],
        "periods": [
            (name, [wording.exact(one["numerator"]), wording.exact(one["denominator"]), _result(one, each["unit"])])
            for name, one in named
        ],
    }


def _result(figure: MeasuredFigures, unit: str) -> str:
    return wording.measured(figure["result"], unit)


def _open_job(report: Report, period: Any) -> dict[str, Any] | None:
    open_jobs = Job.objects.filter(ward=report.ward_id, state__in=[*orders.OPEN, JobState.FAILED]).order_by("-pk")
    wanted = {
        orders.BUILD: orders.object_of(period, report.letterhead, report.ward),
        orders.ISSUE: str(report.pk),
    }
    job = next((job for job in open_jobs[:20] if wanted.get(job.kind) == job.object_id), None)
    if job is None or (job.state == JobState.FAILED and job.created_at < report.built_at):
        return None
    return progress(job)


def _before(report: Report, user: User | AnonymousUser) -> dict[str, str]:
    """The texts of the same kind of report before this one, to have at hand while writing."""
    earlier = access.reports_seen(user).filter(
        ward=report.ward_id, rule=report.rule, letterhead=report.letterhead, closed_on__lt=report.closed_on
    )
    same_kind = earlier.filter(period__regex=_same_kind(report.period)).order_by("-closed_on", "-number_in_period")
    found = same_kind.only("narrative", "public_id").first()
    return fields.texts(found.narrative) if found else {}


def _same_kind(name: str) -> str:
    """A pattern for the names of periods of the same length: "2026-Q1" gives quarters."""
    if "--" in name:
        return "--"
    for mark in ("Q", "H", "9M", "S"):
        if mark in name:
            return rf"^\d{{4}}-{mark}"
    return r"^\d{4}-\d\d$" if "-" in name else r"^\d{4}$"


def field_context(report: Report, name: str, **more: Any) -> dict[str, Any]:
    """One narrative field; `base` is the seal of the text that the person's edit starts from."""
    text = fields.texts(report.narrative)[name]
    label = part_titles(fields.arrangement(report.narrative))[name]
    return {"report": report, "name": name, "label": label, "text": text, "base": seal(text)} | more


def save_text(report: Report, name: str, text: str, base: str) -> dict[str, Any]:
    """Saves a field when nobody changed it since `base`; else shows both texts and keeps the one already there."""
    with transaction.atomic():
        locked = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if locked.state not in (ReportState.DRAFT, ReportState.SUBMITTED):
            return field_context(locked, name, refused=_("This report is issued: its texts no longer change."))
        present = fields.texts(locked.narrative)[name]
        clean = text.replace("\r\n", "\n").strip()
        if len(clean) > fields.MAX_LENGTH:
            too_long = _("Not saved: the text is longer than %(most)s characters.")
            return field_context(locked, name, refused=too_long % {"most": wording.count(fields.MAX_LENGTH)})
        if seal(present) != base and present != clean:
            return field_context(locked, name, mine=clean)
        if present != clean:
            locked.narrative[name] = clean
            Report.objects.filter(pk=locked.pk).update(narrative=locked.narrative)
    return field_context(locked, name, saved=True)
