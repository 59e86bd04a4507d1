import pytest

from ballotline.config import SETTINGS
from ballotline.interfaces.cli.environment import data_folder, demo


def test_without_demo_dir_the_environment_stays_as_it_is():
    assert data_folder({"BALLOTLINE_HOME": "/srv/ballotline"}) == {}


def test_demo_dir_is_the_data_folder():
    assert data_folder({"DEMO_DIR": "/tmp/town"}) == {"BALLOTLINE_HOME": "/tmp/town"}


@pytest.mark.parametrize(
    "typed, address",
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8050"}, "http://127.0.0.1:8050"),
        ({"HOST": "0.0.0.0", "PORT": "80"}, "http://127.0.0.1:80"),
        ({"HOST": "::1", "PORT": "8050"}, "http://[::1]:8050"),
        ({"HOST": "town.example"}, "http://town.example:8000"),
        ({"PORT": "8050", "BALLOTLINE_URL": "https://town.example"}, "https://town.example"),
    ],
)
def test_links_in_the_demo_lead_to_where_it_listens(typed, address):
    assert demo(typed)["BALLOTLINE_URL"] == address


def test_the_demo_takes_mail_in_at_a_free_port_or_where_one_says():
    assert demo({})["BALLOTLINE_MAIL_IN"] == "smtp://127.0.0.1:0"
    assert demo({"BALLOTLINE_MAIL_IN": "smtp://127.0.0.1:2525"})["BALLOTLINE_MAIL_IN"] == "smtp://127.0.0.1:2525"


def test_the_demo_sets_only_what_can_be_set():
    assert demo({"DEMO_DIR": "/tmp/town"}).keys() <= SETTINGS.keys()
