"""Addresses of the messages: those a person received, and for those who watch over a ward those it sent."""

from django.urls import path

from tasks import views_inbox

urlpatterns = [
    path("thong-bao/", views_inbox.inbox, name="inbox"),
    path("thong-bao/da-doc/", views_inbox.read_all, name="inbox_read"),
    path("thong-bao/<uuid:public_id>/", views_inbox.message, name="message"),
    path("thong-bao/<uuid:public_id>/gui-lai/", views_inbox.resend, name="message_resend"),
    path("phuong/<uuid:ward_id>/thong-bao/", views_inbox.outbox_page, name="outbox"),
]
