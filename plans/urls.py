"""Addresses of this room."""

from django.urls import path

from plans.views import board, editing, grid, target

app_name = "plans"
urlpatterns = [
    path("phuong/<uuid:ward_id>/chi-tieu/", board.board, name="targets"),
    path("phuong/<uuid:ward_id>/chi-tieu/de-xuat/", editing.proposals, name="proposals"),
    path("phuong/<uuid:ward_id>/chi-tieu/so-lieu/", grid.grid, name="grid"),
    path("phuong/<uuid:ward_id>/chi-tieu/mo-lai/", grid.reopen, name="reopen"),
    path("ke-hoach/<uuid:public_id>/chi-tieu/them/", editing.add, name="add_target"),
    path("chi-tieu/<uuid:public_id>/", target.target, name="target"),
    path("chi-tieu/<uuid:public_id>/sua/", editing.edit, name="edit_target"),
    path("chi-tieu/<uuid:public_id>/xoa/", editing.remove, name="delete_target"),
    path("chi-tieu/<uuid:public_id>/de-xuat-lai/", editing.take_back, name="take_back_target"),
    path("chi-tieu/<uuid:public_id>/bieu-do/<str:drawing>.svg", target.chart, name="chart"),
    path("so-lieu/minh-chung/<uuid:public_id>/", target.evidence, name="figure_evidence"),
]
