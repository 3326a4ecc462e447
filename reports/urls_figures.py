"""Addresses of the pages about figures: late files, the sheet to copy, the index, comparisons."""

from django.urls import path

from reports import late_list_page
from reports.comparing import views as comparing
from reports.index766 import views as index766
from reports.late_files import views as late_files
from reports.sheet import views as sheet

urlpatterns = [
    path("phuong/<uuid:ward_id>/chi-so-766/", index766.index, name="index766"),
    path("phuong/<uuid:ward_id>/chi-so-766/diem/", index766.weights, name="index_weights"),
    path("phuong/<uuid:ward_id>/phieu-nhap-so-lieu/", sheet.sheet, name="sheet"),
    path("phuong/<uuid:ward_id>/phieu-nhap-so-lieu/thu-tu/", sheet.arrange, name="sheet_lines"),
    path("phuong/<uuid:ward_id>/so-sanh/", comparing.compare, name="compare"),
    path("phuong/<uuid:ward_id>/nhiem-vu-qua-han/tep/<slug:kind>/", late_list_page.download, name="late_list"),
    path("phuong/<uuid:ward_id>/ho-so-cham-muon/", late_files.month, name="late_files"),
    path("phuong/<uuid:ward_id>/ho-so-cham-muon/lap/", late_files.build, name="late_files_build"),
    path("ho-so-cham-muon/<uuid:public_id>/tep/", late_files.download, name="late_files_pdf"),
]
