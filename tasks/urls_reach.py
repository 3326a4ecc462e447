"""Addresses of the calendar, of a person's own settings and of a ward's gateway."""

from django.urls import path

from tasks.views import month, reach, working_days

urlpatterns = [
    path("phuong/<uuid:ward_id>/lich/", month.month, name="month"),
    path("ngay-lam-viec/", working_days.calendar, name="working_days"),
    path("phuong/<uuid:ward_id>/kenh-nhac-viec/", reach.gateway, name="gateway"),
    path("phuong/<uuid:ward_id>/kenh-nhac-viec/gui-thu/", reach.try_gateway, name="gateway_try"),
    path("cai-dat-cua-toi/", reach.own, name="own_settings"),
    path("cai-dat-cua-toi/lich-rieng/", reach.new_feed, name="feed_new"),
    path("cai-dat-cua-toi/lich-rieng/ngung/", reach.revoke_feed, name="feed_revoke"),
    path("lich-rieng/<slug:token>.ics", reach.feed, name="feed"),
]
