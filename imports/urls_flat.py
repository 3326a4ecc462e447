"""Addresses of the lists and of what goes out as a file."""

from django.urls import path, register_converter

from imports.export import views as export
from imports.flat import tasks_view, views
from imports.statistics import views as statistics


class Ending:
    """The ending of a file that a list goes out as."""

    regex = "xlsx|csv"

    def to_python(self, value: str) -> str:
        """The ending itself."""
        return value

    def to_url(self, value: str) -> str:
        """The ending itself."""
        return value


register_converter(Ending, "ending")

urlpatterns = [
    path("phuong/<uuid:ward_id>/danh-sach/", views.lists, name="lists"),
    path("phuong/<uuid:ward_id>/danh-sach/nhiem-vu/", tasks_view.tasks, name="task_list"),
    path("phuong/<uuid:ward_id>/danh-sach/nhiem-vu.<ending:ending>", tasks_view.form, name="task_list_file"),
    path("phuong/<uuid:ward_id>/danh-sach/thong-ke/", statistics.statistics, name="statistics"),
    path("phuong/<uuid:ward_id>/danh-sach/thong-ke/cot/", statistics.formulas, name="formulas"),
    path("chi-tieu/<uuid:public_id>/cot-thong-ke/", statistics.formula, name="formula"),
    path("phuong/<uuid:ward_id>/danh-sach/<slug:slug>/", views.ward_list, name="list"),
    path("phuong/<uuid:ward_id>/danh-sach/<slug:slug>.<ending:ending>", views.ward_list_file, name="list_file"),
    path("lich-lam-viec/", views.calendar, name="calendar"),
    path("lich-lam-viec.<ending:ending>", views.calendar_file, name="calendar_file"),
    path("danh-sach/<uuid:public_id>/", views.upload, name="list_upload"),
    path("danh-sach/<uuid:public_id>/ghi/", views.commit, name="list_commit"),
    path("danh-sach/<uuid:public_id>/tep/", views.source, name="list_source"),
    path("phuong/<uuid:ward_id>/mau-ke-hoach.xlsx", export.template, name="template"),
    path("phuong/<uuid:ward_id>/ke-hoach.<ending:ending>", export.plans, name="plans_file"),
    path("ke-hoach/<uuid:public_id>/nhiem-vu.<ending:ending>", export.tasks, name="tasks_file"),
    path("ke-hoach/<uuid:public_id>/ban-in.xlsx", export.plan, name="plan_file"),
]
