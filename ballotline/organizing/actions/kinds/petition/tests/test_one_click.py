"""One click for a person who comes by a signed mail link."""

import pytest

from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from tests.rivertown import press

pytestmark = pytest.mark.django_db


def test_a_mailed_one_click_link_names_the_person_and_its_button_counts_at_once(client):
    person = counted(make_petition(), "Maria García").person
    bus = make_petition("bus", title="A bus on Sundays")
    link = f"/petitions/bus/as/{queries.one_click_token(bus, person)}/"

    page = client.get(link)
    assert "Sign as Maria G." in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert bus.signatures.count() == 0
    for _twice in range(2):
        press(client, link)

    assert [s.state for s in bus.signatures.all()] == ["confirmed"]


def test_a_one_click_link_of_one_petition_or_a_forged_one_is_none_at_another(client):
    library = make_petition()
    person = counted(library, "Maria García").person
    bus = make_petition("bus")

    for token in (queries.one_click_token(library, person), "x", "a.b:c:d"):
        page = client.get(f"/petitions/bus/as/{token}/")
        assert page.status_code == 410 and "You can still sign" in page.content.decode()
    assert bus.signatures.count() == 0
