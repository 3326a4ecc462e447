"""Addresses of this room."""

from django.urls import include, path

from tasks.models import UpdateKind
from tasks.views import check_ins, dates, evidence, history, mine, officer, parts, plans, schedule, task, ward, watch

app_name = "tasks"
urlpatterns = [
    path("viec-cua-toi/", mine.mine, name="mine"),
    path("phuong/<uuid:ward_id>/ke-hoach/", plans.plans, name="plans"),
    path("phuong/<uuid:ward_id>/cap-nhat-ky/", check_ins.sheet, name="check_ins"),
    path("phuong/<uuid:ward_id>/theo-doi/", watch.watch, name="watch"),
    path("phuong/<uuid:ward_id>/theo-doi/nhac-ngay/", watch.remind, name="remind"),
    path("phuong/<uuid:ward_id>/theo-doi/gia-han/", watch.extensions, name="extensions"),
    path("phuong/<uuid:ward_id>/theo-doi/nhac-viec/", watch.text, name="watch_text"),
    path("phuong/<uuid:ward_id>/theo-doi/danh-sach.xlsx", watch.workbook, name="watch_workbook"),
    path("phuong/<uuid:ward_id>/cai-dat/", ward.settings, name="ward_settings"),
    path("ke-hoach/<uuid:public_id>/", plans.plan, name="plan"),
    path("ke-hoach/<uuid:public_id>/ban-hanh/", plans.issue, name="issue"),
    path("ke-hoach/<uuid:public_id>/so-ngay/", plans.correct, name="correct_plan"),
    path("ke-hoach/<uuid:public_id>/sao-chep/", plans.copy, name="copy"),
    path("nhiem-vu/<uuid:public_id>/", task.task, name="task"),
    path("ke-hoach/<uuid:public_id>/nhip-cap-nhat/", schedule.plan_cadence, name="plan_cadence"),
    path("nhiem-vu/<uuid:public_id>/nhip-cap-nhat/", schedule.row_cadence, name="row_cadence"),
    path("ke-hoach/<uuid:public_id>/lich-su/", history.plan, name="plan_history"),
    path("chi-tieu/<uuid:public_id>/lich-su/", history.target, name="target_history"),
    path("nhiem-vu/<uuid:public_id>/thoi-gian/", schedule.timing, name="timing"),
    path("nhiem-vu/<uuid:public_id>/quyet-dinh/", schedule.decide, name="decide_task"),
    path("phan-viec/<uuid:public_id>/", parts.part, name="part"),
    path("phan-viec/<uuid:public_id>/xac-nhan/", parts.answer, name="answer"),
    path("phan-viec/<uuid:public_id>/quyet-dinh/", parts.decide, name="decide"),
    path("phan-viec/<uuid:public_id>/y-kien/", parts.note, {"kind": UpdateKind.COMMENT.value}, name="comment"),
    path("phan-viec/<uuid:public_id>/giai-trinh/", parts.note, {"kind": UpdateKind.EXPLAIN.value}, name="explain"),
    path("phan-viec/<uuid:public_id>/thoi-han/", dates.give, name="date"),
    path("phan-viec/<uuid:public_id>/gia-han/", dates.extend, name="extend"),
    path("cap-nhat/<uuid:public_id>/sua/", parts.correct, name="correct"),
    path("minh-chung/<uuid:public_id>/", evidence.file, name="evidence"),
    path("gia-han/<uuid:public_id>/", dates.decide, name="extension"),
    path("gia-han/<uuid:public_id>/rut/", dates.withdraw, name="withdraw"),
    path("nhiem-vu/<uuid:public_id>/phat-sinh/", dates.event, name="event"),
    path("nhiem-vu/<uuid:public_id>/phu-trach/", officer.officer, name="officer"),
    path("", include("tasks.urls_inbox")),
]
