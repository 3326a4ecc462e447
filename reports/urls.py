"""Addresses of this room."""

from django.urls import path

from reports import layout_page, views
from reports.dashboard import views as dashboard
from reports.rollups import views as rollups
from reports.urls_figures import urlpatterns as figures

app_name = "reports"
urlpatterns = [
    path("phuong/<uuid:ward_id>/bao-cao/", views.report_list, name="list"),
    path("phuong/<uuid:ward_id>/bao-cao/lap/", views.build, name="build"),
    path("phuong/<uuid:ward_id>/bao-cao/dot-xuat/", views.build_on_demand, name="build_on_demand"),
    path("phuong/<uuid:ward_id>/bao-cao/trinh-bay/", layout_page.layout, name="layout"),
    path("bao-cao/<uuid:public_id>/", views.report, name="report"),
    path("bao-cao/<uuid:public_id>/dong/", views.rows, name="rows"),
    path("bao-cao/<uuid:public_id>/tep/da-ky/", views.signed_copy, name="signed"),
    path("bao-cao/<uuid:public_id>/tep/ho-so-kiem-tra/", views.inspection, name="inspection"),
    path("bao-cao/<uuid:public_id>/tep/<slug:kind>/", views.download, name="download"),
    path("bao-cao/<uuid:public_id>/noi-dung/", views.write, name="write"),
    path("bao-cao/<uuid:public_id>/trinh/", views.submit, name="submit"),
    path("bao-cao/<uuid:public_id>/ban-hanh/", views.issue, name="issue"),
    path("tong-quan/", dashboard.overview, name="overview"),
    path("bao-cao/nhieu-phuong/", rollups.wards, name="wards"),
    path("bao-cao/nhieu-phuong/lap/", rollups.build_all, name="build_all"),
    path("bao-cao/nhieu-phuong/tong-hop/", rollups.add_up, name="add_up"),
    path("bao-cao/tong-hop/<uuid:public_id>/", rollups.roll_up, name="roll_up"),
    path("bao-cao/tong-hop/<uuid:public_id>/tep/<slug:kind>/", rollups.download, name="roll_up_file"),
    path("xac-minh/<uuid:public_id>/<slug:digest>/", views.verify, name="verify"),
    path("bao-cao/tien-do/<uuid:public_id>/", views.job, name="job"),
    *figures,
]
