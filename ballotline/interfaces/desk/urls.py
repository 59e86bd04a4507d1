"""The desk's own addresses, below /desk/. Rooms bring theirs in `desk_urls`."""

from django.urls import path

from ballotline.interfaces.desk.pages import house, merging, people, people_list, providers, reach, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("search/", today.search, name="search"),
    path("keys/", today.keys, name="keys"),
    path("set-up/hide/", today.hide_set_up, {"hide": True}, name="hide_set_up"),
    path("set-up/show/", today.hide_set_up, {"hide": False}, name="show_set_up"),
    path("demo/remove/", today.remove_demo, name="remove_demo"),
    path("demo/build/", today.build_demo, name="build_demo"),
    path("people/", people_list.index, name="people"),
    path("people/take-along/", people_list.take_along, name="take_along"),
    path("people/tag/", people_list.tag_many, name="tag_many"),
    path("people/tag/<uuid:batch>/off/", people_list.untag_many, name="untag_many"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/correct/", people.correct, name="correct"),
    path("people/<uuid:public_id>/tag/", people.tag, name="tag"),
    path("people/<uuid:public_id>/tag/<uuid:tag_id>/off/", people.untag, name="untag"),
    path("people/<uuid:public_id>/tag/<uuid:tag_id>/on/", people.retag, name="retag"),
    path("people/<uuid:public_id>/correct/<int:row>/back/", people.uncorrect, name="uncorrect"),
    path("people/<uuid:public_id>/consent/", people.change_consent, name="consent"),
    path("people/<uuid:public_id>/consent/<int:row>/back/", people.unconsent, name="unconsent"),
    path("people/<uuid:public_id>/erase/", people.erase, name="erase"),
    path("people/<uuid:public_id>/reach/", reach.write_down, name="write_down"),
    path("people/<uuid:public_id>/reach/<int:row>/off/", reach.take_off, name="take_off"),
    path("people/<uuid:public_id>/reach/<int:row>/on/", reach.put_back, name="put_way_back"),
    path("people/<uuid:public_id>/same/", merging.find, name="find_same"),
    path("people/<uuid:public_id>/same/<uuid:other_id>/", merging.compare, name="compare"),
    path("people/<uuid:public_id>/same/<uuid:other_id>/no/", merging.tell_apart, name="tell_apart"),
    path("people/<uuid:public_id>/same/<uuid:other_id>/maybe/", merging.suggest_again, name="suggest_again"),
    path("people/merges/<uuid:merge_id>/back/", merging.take_apart, name="take_apart"),
    path("mail/providers/", providers.by_provider, name="mail_providers"),
    path("mail/", house.sent_mail, name="mail"),
    path("mail/<uuid:public_id>/again/", house.mail_again, name="mail_again"),
    path("jobs/", house.failed_jobs, name="jobs"),
    path("jobs/<uuid:job_id>/again/", house.job_again, {"let_go": False}, name="job_again"),
    path("jobs/<uuid:job_id>/let-go/", house.job_again, {"let_go": True}, name="let_go"),
    path("settings/", house.our_settings, name="settings"),
    path("settings/look/", house.look, name="look"),
    path("settings/<int:edition>/back/", house.put_back, name="put_back"),
    path("settings/mail/", house.mail_settings, name="mail_settings"),
    path("settings/mail/test/", house.test_mail, name="test_mail"),
    path("settings/backup/", house.backup, name="backup"),
]
