"""Addresses of this room."""

from django.urls import path

from imports import views

app_name = "imports"
urlpatterns = [
    path("phuong/<uuid:ward_id>/nhap-ke-hoach/", views.upload, name="upload"),
    path("nhap-ke-hoach/<uuid:public_id>/", views.review, name="review"),
    path("nhap-ke-hoach/<uuid:public_id>/ghi/", views.commit, name="commit"),
    path("nhap-ke-hoach/<uuid:public_id>/don-vi/", views.names, name="names"),
    path("nhap-ke-hoach/<uuid:public_id>/sua/", views.correct, name="correct"),
    path("nhap-ke-hoach/<uuid:public_id>/hoan-tac/", views.undo, name="undo"),
    path("nhap-ke-hoach/<uuid:public_id>/tep/", views.source, name="source"),
]
