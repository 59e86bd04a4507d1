"""The desk addresses of offices, below /desk/offices/."""

from django.urls import path

from ballotline.record.offices import desk_imports, desk_pages

app_name = "offices_desk"
urlpatterns = [
    path("", desk_pages.index, name="index"),
    path("new/", desk_pages.new, name="new"),
    path("seats/<int:pk>/", desk_pages.seat, name="seat"),
    path("seats/<int:pk>/back/<int:term>/", desk_pages.put_back, name="put_back"),
    path("lines/<int:pk>/right/", desk_pages.line_is_right, name="line_is_right"),
    path("imports/", desk_imports.index, name="imports"),
    path("imports/<int:pk>/", desk_imports.one, name="import"),
    path("imports/<int:pk>/back/", desk_imports.take_back, name="take_back"),
]
