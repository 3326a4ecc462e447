"""Addresses of the messages: those a person received, and for those who watch over a ward those it sent."""

from django.urls import path

from tasks.views import inbox

urlpatterns = [
    path("thong-bao/", inbox.inbox, name="inbox"),
    path("thong-bao/da-doc/", inbox.read_all, name="inbox_read"),
    path("thong-bao/<uuid:public_id>/", inbox.message, name="message"),
    path("thong-bao/<uuid:public_id>/gui-lai/", inbox.resend, name="message_resend"),
    path("phuong/<uuid:ward_id>/thong-bao/", inbox.outbox_page, name="outbox"),
]
