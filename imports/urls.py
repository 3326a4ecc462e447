"""Addresses of this room."""

from django.urls import path

from imports.urls_flat import urlpatterns as lists
from imports.views import amending, columns, correcting, proposals, reviewing, synonyms, uploading

app_name = "imports"
urlpatterns = [
    path("phuong/<uuid:ward_id>/nhap-ke-hoach/", uploading.upload, name="upload"),
    path("nhap-ke-hoach/<uuid:public_id>/", reviewing.review, name="review"),
    path("phuong/<uuid:ward_id>/tieu-de-cot/", synonyms.headings, name="headings"),
    path("phuong/<uuid:ward_id>/tieu-de-cot/sua/", synonyms.heading, name="heading"),
    path("nhap-ke-hoach/<uuid:public_id>/cot/", columns.columns, name="columns"),
    path("nhap-ke-hoach/<uuid:public_id>/doc/", uploading.read, name="read"),
    path("nhap-ke-hoach/<uuid:public_id>/bo/", uploading.remove, name="remove"),
    path("nhap-ke-hoach/<uuid:public_id>/ghi/", reviewing.commit, name="commit"),
    path("nhap-ke-hoach/<uuid:public_id>/don-vi/", reviewing.names, name="names"),
    path("nhap-ke-hoach/<uuid:public_id>/sua/", correcting.correct, name="correct"),
    path("nhap-ke-hoach/<uuid:public_id>/loi-van/", proposals.proposal, name="proposal"),
    path("nhap-ke-hoach/<uuid:public_id>/hoan-tac/", reviewing.undo, name="undo"),
    path("nhap-ke-hoach/<uuid:public_id>/tep/loi/", reviewing.marked, name="marked"),
    path("nhap-ke-hoach/<uuid:public_id>/tep/", reviewing.source, name="source"),
    path("nhap-ke-hoach/<uuid:public_id>/cung-viec/", amending.pair, name="pair"),
    path("nhap-ke-hoach/<uuid:public_id>/dua-ra/", amending.drop, name="drop"),
    path("phuong/<uuid:ward_id>/de-nghi-dua-ra/", amending.requests, name="requests"),
    path("de-nghi-dua-ra/<uuid:public_id>/", amending.decide, name="decide"),
    path("nhap-ke-hoach/viec/<uuid:public_id>/", uploading.job, name="job"),
    *lists,
]
