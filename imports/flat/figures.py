"""The figures of a ward's targets as a list: a row is the newest figure of a target for a period.

Figures are written only by `plans.measuring`: each change is a further version with author and time.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max
from import_export.fields import Field
from import_export.widgets import Widget

from imports.flat.base import Errors, FlatResource, Row, say
from imports.flat.periods import FORMS, read_period, write_period
from imports.flat.table import Column
from imports.flat.widgets import Figure, Text
from plans import measuring
from plans.closing import closings_in_force, covering
from plans.models import Measurement, Relation, Target
from plans.numbers import write_number
from wards.clock import today
from wards.models import User, Ward
from wards.periods import PeriodKind, Rule, containing, parse
from wards.text import fold

PLAN, MEASURE, UNIT, PERIOD, NUMERATOR, DENOMINATOR, VALUE, SOURCE, NOTE, CODE = (
    "Kế hoạch",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Kỳ",
    "Tử số",
    "Mẫu số",
    "Giá trị",
    "Nguồn số liệu",
    "Ghi chú",
    "Mã chỉ tiêu",
)


class PeriodCell(Widget):  # type: ignore[misc]
    """A period's name; what cannot be one is refused."""

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> str:
        name = read_period(value)
        if name is None:
            raise ValueError(f"“{value[:40]}” không phải là kỳ báo cáo. Vui lòng ghi một trong các dạng: {FORMS}.")
        return name

    def render(self, value: str | None, obj: object = None, **kwargs: Any) -> str:
        return write_period(value) if value else ""


class FigureList(FlatResource):
    """A row is a target's figure for a period, the target known by its code, else by its words alone.

    Targets that nobody has confirmed, closed periods, periods outside the plan's year or not yet begun, and shares
    whose denominator is not the numerator of what they are a share of, are refused at their cell.
    """

    columns = (
        Column(PLAN, "Số kế hoạch; chỉ để xem."),
        Column(MEASURE, "Chỉ tiêu; chỉ để xem khi đã có mã.", required=True),
        Column(UNIT, "Chỉ để xem."),
        Column(PERIOD, f"Một trong các dạng: {FORMS}.", required=True, also=("Kỳ báo cáo",)),
        Column(NUMERATOR, "Số đạt được, ví dụ số hồ sơ đúng hạn.", also=("Số đạt",)),
        Column(DENOMINATOR, "Tổng số, ví dụ số hồ sơ đã giải quyết.", also=("Tổng số",)),
        Column(VALUE, "Chỉ khi không có tử số và mẫu số, ví dụ kết quả khảo sát."),
        Column(SOURCE, "Số liệu lấy từ đâu."),
        Column(NOTE, "Có thể để trống."),
        Column(CODE, "Không sửa."),
    )
    key_column = PERIOD

    plan = Field("target__plan__number", PLAN, Text(200), readonly=True)
    measure = Field("target__measure", MEASURE, Text(10_000), readonly=True)
    unit = Field("target__unit", UNIT, Text(200), readonly=True)
    period = Field("period", PERIOD, PeriodCell())
    numerator = Field("numerator", NUMERATOR, Figure())
    denominator = Field("denominator", DENOMINATOR, Figure())
    value = Field("value", VALUE, Figure())
    source = Field("source", SOURCE, Text(200))
    note = Field("note", NOTE, Text(2_000))
    code = Field("target__public_id", CODE, Text(36), readonly=True)

    class Meta:
        model = Measurement
        fields = ("plan", "measure", "unit", "period", "numerator", "denominator", "value", "source", "note", "code")

    def __init__(self, ward: Ward | None, user: User, reason: str = "") -> None:
        super().__init__(ward, user, reason)
        if ward is None:
            raise ValueError("figures belong to a ward")
        self.ward: Ward = ward
        self.rule = Rule(ward.period_rule)
        self.targets = list(Target.objects.filter(ward=ward).select_related("plan").order_by("plan", "position"))
        by_pk = {target.pk: target for target in self.targets}
        self.stored: dict[tuple[int, str], Measurement] = {}
        newest = Measurement.objects.filter(ward=ward).values("target", "period").annotate(newest=Max("number"))
        numbers = {(each["target"], each["period"]): each["newest"] for each in newest}
        for figure in Measurement.objects.filter(ward=ward).order_by("target", "period"):
            if numbers[figure.target_id, figure.period] == figure.number:
                figure.target = by_pk[figure.target_id]
                self.stored[figure.target_id, figure.period] = figure
        self.closings = closings_in_force(ward)
        measured = {target for target, _period in self.stored}
        self.proposals = {each.pk for each in self.targets if each.confirmed_at is None and each.pk not in measured}
        self._by_code = {str(target.public_id): target for target in self.targets}
        self._read: dict[tuple[int, str], Measurement] = {}

    def present(self) -> list[Any]:
        """The figures there are, then a row to fill in for each target without one of the month that last began."""
        now = containing(today(), PeriodKind.MONTH, self.rule)
        empty = [
            Measurement(ward=self.ward, target=target, period=now.name)
            for target in self.targets
            if target.plan.year == now.year
            and (target.pk, now.name) not in self.stored
            and target.pk not in self.proposals
        ]
        order = {target.pk: at for at, target in enumerate(self.targets)}
        return [*sorted(self.stored.values(), key=lambda figure: (order[figure.target_id], figure.period)), *empty]

    def is_empty(self, row: Row) -> bool:
        return not any(row.get(name, "").strip() for name in (NUMERATOR, DENOMINATOR, VALUE, SOURCE, NOTE))

    def label(self, row: Row) -> str:
        target = self._target(row)
        return f"{target.measure if target else row.get(MEASURE, '')} · {row.get(PERIOD, '')}"

    def keys_of(self, instance: Any) -> tuple[object, ...]:
        return ((instance.target_id, instance.period),) if instance.target_id and instance.period else ()

    def find(self, row: Row) -> Any:
        target, period = self._target(row), read_period(row.get(PERIOD, ""))
        return self.stored.get((target.pk, period)) if target and period else None

    def begin(self, row: Row) -> Any:
        return Measurement(ward=self.ward, target=self._target(row))

    def check(self, instance: Any, row: Row, errors: Errors) -> None:
        if instance.target_id is None:
            asked = row.get(CODE, "").strip()
            message = "Mã này không phải của chỉ tiêu nào trong phường, xã." if asked else "Không rõ là chỉ tiêu nào."
            say(
                errors,
                "target__public_id" if asked else "target__measure",
                f"{message} Vui lòng dùng tệp mẫu của trang này.",
            )
        elif instance.target_id in self.proposals:
            message = "Chỉ tiêu này chưa được xác nhận. Vui lòng xác nhận ở trang Chỉ tiêu trước khi nhập số liệu."
            say(errors, "target__measure", message)
        elif instance.period:
            self._read[instance.target_id, instance.period] = instance
        if errors.keys() & {"numerator", "denominator", "value"}:
            return
        fraction = (instance.numerator, instance.denominator)
        if instance.value is not None and fraction != (None, None):
            say(errors, "value", "Chỉ ghi tử số và mẫu số, hoặc chỉ ghi giá trị. Vui lòng xóa bớt.")
        elif instance.value is None and instance.numerator is None:
            say(errors, "numerator", "Thiếu tử số (hoặc giá trị). Số liệu đã có không xóa được; vui lòng ghi số đúng.")
        elif instance.value is None and instance.denominator is None:
            say(errors, "denominator", "Có tử số mà thiếu mẫu số. Vui lòng ghi tổng số vào ô này.")
        elif instance.value is None and instance.numerator > instance.denominator:
            message = f"Tử số {write_number(instance.numerator)} lớn hơn mẫu số {write_number(instance.denominator)}."
            say(errors, "numerator", f"{message} Vui lòng kiểm tra lại hai số.")
        room = Decimal(10) ** 14
        for name in ("numerator", "denominator", "value"):
            if (getattr(instance, name) or 0) >= room:
                say(errors, name, "Số quá lớn. Vui lòng kiểm tra lại.")

    def check_change(self, instance: Any, errors: Errors) -> None:
        """A period that can take no figure any more, or not yet."""
        if "period" in errors or not instance.period or instance.target_id is None:
            return
        period, plan = parse(instance.period, self.rule), instance.target.plan
        if period.year != plan.year:
            say(errors, "period", f"Kỳ này nằm ngoài năm {plan.year} của kế hoạch. Vui lòng sửa kỳ hoặc bỏ dòng này.")
        elif period.start > today():
            say(errors, "period", f"Kỳ này chưa bắt đầu (từ {period.start:%d/%m/%Y}). Vui lòng nhập khi đến kỳ.")
        elif covering(period, self.closings):
            message = "Số liệu kỳ này đã chốt nên không sửa được. Vui lòng đề nghị lãnh đạo mở lại kỳ trước khi nhập."
            say(errors, "period", message)

    def late_errors(self) -> list[tuple[Any, str, str]]:
        """Shares whose denominator is not the numerator of the figure that they are a share of."""
        found: list[tuple[Any, str, str]] = []
        after = self.stored | self._read
        for (target_id, period), figure in after.items():
            target = figure.target
            above = after.get((target.part_of_id or 0, period))
            if target.relation != Relation.SHARE_OF or above is None:
                continue
            if (target_id, period) not in self._read and (target.part_of_id, period) not in self._read:
                continue
            if figure.denominator is None or above.numerator is None or figure.denominator == above.numerator:
                continue
            wanted = write_number(above.numerator)
            if (target_id, period) in self._read:
                message = f"Mẫu số phải bằng tử số của “{above.target.measure[:80]}” cùng kỳ, là {wanted}."
                found.append((figure, "denominator", message))
            else:
                stands = write_number(figure.denominator)
                message = f"“{target.measure[:80]}” cùng kỳ đang có mẫu số {stands}, phải bằng tử số này."
                found.append((above, "numerator", f"{message} Vui lòng đưa cả hai chỉ tiêu vào tệp."))
        return found

    def bulk_create(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        """Figures are written one by one, each as a version of its own."""
        self.create_instances = []

    def bulk_update(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        self.update_instances = []

    def write_beside(self, instances: list[Any]) -> None:
        for each in instances:
            figure = measuring.Figure(each.numerator, each.denominator, each.value, each.source, each.note)
            measuring.record(each.target, each.period, figure, self.user)

    def _target(self, row: Row) -> Target | None:
        code = row.get(CODE, "").strip().lower()
        if code:
            return self._by_code.get(code)
        words, plan = fold(row.get(MEASURE, "")), row.get(PLAN, "").strip()
        same = [
            target for target in self.targets if target.measure_folded == words and plan in ("", target.plan.number)
        ]
        return same[0] if len(same) == 1 else None
