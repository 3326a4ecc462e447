"""The wards in which the journeys take place: for each screen one of its own, with a row for each journey.

Set after the demonstration has started, by the portal's own functions and on its own clock:
`manage.py shell -c "from tests.browser.stage import set_stage; set_stage()"`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from openpyxl import Workbook

from plans import editing
from plans.models import Comparator, PeriodClosing, Relation, Target
from portal.demo import PASSWORD
from portal.demo_clock import at
from wards.clock import ZONE
from wards.models import Membership, Role, Unit, User, Ward
from wards.setup import create_ward
from wards.standard_units import CENTRE, CULTURE
from wards.standard_units import WARD_ECONOMY as ECONOMY

IMPORTED = date(2026, 9, 21)
ISSUED_PERIOD = "2026-10"
"""The period whose report is issued: 15/9 to 14/10."""

# What each journey works on; the wording is how it finds its row.
REPORTED = "Số hóa kết quả giải quyết thủ tục đất đai còn hiệu lực"
ASSISTED = "Biên soạn tờ rơi hướng dẫn nộp hồ sơ trực tuyến"
STAFFED = "Kiểm tra việc niêm yết thủ tục tại trụ sở"
LATE = "Cập nhật quy trình nội bộ lĩnh vực xây dựng"
EXTENDED = "Khảo sát mức độ hài lòng của người dân"
PAUSED = "Nâng cấp máy lấy số tại quầy tiếp nhận"
DROPPED = "Tổ chức hội thi tìm hiểu cải cách hành chính"
SHARED = "Tổng hợp danh mục thủ tục nội bộ"
CORRECTED = "Đối chiếu mức phí, lệ phí đã công khai"
RETURNED = "Lập danh sách hồ sơ cần gửi thư xin lỗi"
BACKDATED = "Phân công người trực hướng dẫn tại quầy"
REMINDED = "Chuẩn bị nội dung đối thoại với người dân"
EVENT = "Trả lời phản ánh, kiến nghị về thủ tục"
AWAITED = "Chuyển sang phần mềm một cửa dùng chung"
DATELESS = "Cử người dự lớp tập huấn nghiệp vụ"
ONGOING = (
    "Hướng dẫn người dân tạo tài khoản định danh",
    "Tiếp nhận hồ sơ không phụ thuộc địa giới",
    "Cập nhật trạng thái hồ sơ trên hệ thống",
)
WHOLE, SHARE = "Hồ sơ trả kết quả đúng hạn", "Hồ sơ trả trước hạn"
"""Targets without figures: of the second the denominator is the numerator of the first."""
DRAFT_ROWS = ("Thay biển chỉ dẫn tại sảnh", "Rà lại nội quy tiếp công dân")

_BY_OTHERS = "Theo Kế hoạch của tỉnh"
_ROWS = (
    (REPORTED, "Trước 01/12/2026", ECONOMY, CULTURE),
    (ASSISTED, "Trước 01/12/2026", ECONOMY, CULTURE),
    (STAFFED, "Trước 16/12/2026", ECONOMY, ""),
    (LATE, "Trước 31/10/2026", ECONOMY, ""),
    (EXTENDED, "Trước 05/12/2026", ECONOMY, ""),
    (PAUSED, "Trước 11/12/2026", ECONOMY, ""),
    (DROPPED, "Trước 19/12/2026", ECONOMY, ""),
    (SHARED, "Trước 12/12/2026", ECONOMY, ""),
    (CORRECTED, "Trước 12/12/2026", ECONOMY, ""),
    (RETURNED, "Trước 12/12/2026", ECONOMY, ""),
    (BACKDATED, "Trước 01/12/2026", ECONOMY, ""),
    (REMINDED, "Trước 25/11/2026", CULTURE, ""),
    (EVENT, "Khi có yêu cầu", ECONOMY, ""),
    (AWAITED, _BY_OTHERS, CENTRE, ""),
    (DATELESS, _BY_OTHERS, CENTRE, ""),
    *((content, "Thường xuyên", ECONOMY, "") for content in ONGOING),
)


@dataclass(frozen=True)
class Person:
    """A post of the cast: its account is the ward's prefix and this name."""

    name: str
    full_name: str
    role: Role
    unit: str = ""


CAST = (
    Person("quantri", "Nguyễn Thị Mẫu", Role.ADMIN),
    Person("motcua", "Trần Văn Thử", Role.ONE_DOOR),
    Person("lanhdao", "Lê Thị Ví Dụ", Role.LEADER),
    Person("truong", "Phạm Văn Minh Họa", Role.HEAD, ECONOMY),
    Person("canbo", "Vũ Văn Tập Dượt", Role.OFFICER, ECONOMY),
    Person("vanhoa", "Đặng Thị Thí Điểm", Role.OFFICER, CULTURE),
    Person("xem", "Bùi Văn Đọc Thử", Role.VIEWER),
)


@dataclass(frozen=True)
class Set:
    """A screen's wards: one whose plan is being worked on, one whose plan is a draft with gaps."""

    prefix: str
    ward: str
    draft_ward: str


DESKTOP_SET = Set("ban", "Phường Máy Bàn", "Phường Bản Thảo Bàn")
PHONE_SET = Set("dthoai", "Phường Điện Thoại", "Phường Bản Thảo Tay")


def set_stage() -> None:
    """Makes the wards, their people and plans."""
    password = make_password(PASSWORD)
    for each in (DESKTOP_SET, PHONE_SET):
        ward = _ward(each.ward)
        people = [_person(ward, each.prefix, person, password) for person in CAST]
        _plan(ward, "10/KH-UBND", _ROWS)
        _targets(ward, people[1])
        moment = datetime(2026, 10, 16, 9, tzinfo=ZONE)
        PeriodClosing.objects.create(
            ward=ward, period=ISSUED_PERIOD, rule=ward.period_rule, closed_at=moment, closed_by=people[2]
        )
        draft = _ward(each.draft_ward)
        Membership.objects.create(user=people[0], ward=draft, role=Role.ADMIN)
        _plan(draft, "", [(content, "Trước 16/12/2026", ECONOMY, "") for content in DRAFT_ROWS])


def _ward(name: str) -> Ward:
    ward = create_ward(name, province="Tỉnh Thí Điểm")
    Membership.objects.create(user=User.objects.get(username="captren"), ward=ward, role=Role.OVERSIGHT)
    return ward


def _person(ward: Ward, prefix: str, person: Person, password: str) -> User:
    username = f"{prefix}.{person.name}"
    user = User.objects.create(
        username=username, full_name=person.full_name, email=f"{username}@example.com", password=password
    )
    unit = Unit.objects.get(ward=ward, name=person.unit) if person.unit else None
    Membership.objects.create(user=user, ward=ward, unit=unit, role=person.role, is_head=person.role == Role.HEAD)
    return user


def _targets(ward: Ward, author: User) -> None:
    plan = ward.plans.get()
    common = {"ward": ward, "plan": plan, "comparator": Comparator.AT_LEAST, "unit": "%"}
    with at(datetime(2026, 9, 22, 9, tzinfo=ZONE)):
        whole = Target.objects.create(measure=WHOLE, value=Decimal(95), position=1, **common)
        tie = {"part_of": whole, "relation": Relation.SHARE_OF}
        share = Target.objects.create(measure=SHARE, value=Decimal(60), position=2, **tie, **common)
        editing.confirm([whole, share], author)


def _plan(ward: Ward, number: str, rows: tuple[tuple[str, ...], ...] | list[tuple[str, ...]]) -> None:
    """The ward's plan, written as an office's workbook and imported on its day; without a number it is a draft."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["ỦY BAN NHÂN DÂN"])
    sheet.append([ward.name.upper()])
    sheet.append([f"Số: {number or '     /KH-UBND'}"])
    sheet.append([f"{ward.name.removeprefix('Phường ')}, ngày {IMPORTED:%d tháng %m năm %Y}" if number else ""])
    sheet.append(["KẾ HOẠCH"])
    sheet.append([f"Kiểm soát thủ tục hành chính của {ward.name.lower()} năm 2026"])
    sheet.append([])
    sheet.append(["TT", "Nội dung nhiệm vụ", "Thời hạn hoàn thành", "Sản phẩm", "Chủ trì", "Phối hợp"])
    for position, (content, timing, lead, partner) in enumerate(rows, start=1):
        sheet.append([position, content, timing, "Báo cáo kết quả", lead, partner])
    with TemporaryDirectory() as folder, at(datetime(*IMPORTED.timetuple()[:3], 9, tzinfo=ZONE)):
        path = Path(folder) / "ke-hoach.xlsx"
        book.save(path)
        call_command("import_plan", str(path), ward=ward.name, year=2026, verbosity=0)
