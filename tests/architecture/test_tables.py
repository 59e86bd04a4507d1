"""Every table that leaves the house is written where its cells are guarded (foundation/ui/tables.py)."""

import re

import pytest

from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from tests.architecture.house import is_test, name_of, sources

WRITERS = {
    "ballotline/foundation/ui/tables.py",
    "ballotline/organizing/actions/kinds/petition/delivery.py",  # a form to the byte, by the same guard (chain.guard)
    "ballotline/record/places/geocoding.py",  # addresses that a service reads, no person's spreadsheet
}
RUN = "＝HYPERLINK(1)"


def test_tables_are_written_in_known_places():
    code = {name_of(path): path.read_text() for path in sources() if not is_test(path)}

    assert {name for name, text in code.items() if re.search(r"\bcsv\.(writer|DictWriter)\b", text)} == WRITERS
    answers = {name for name, text in code.items() if "text/csv" in text} - WRITERS
    assert len(answers) >= 2
    assert {name for name in answers if "csv_lines(" not in code[name]} == set()


@pytest.mark.django_db
def test_the_list_of_people_holds_no_formula():
    counted(make_petition(), "Ana Flores")
    Person.objects.update(name=RUN)
    owner = signed_in_client(role="owner")

    table = b"".join(owner.post("/desk/people/take-along/").streaming_content).decode()

    assert f"'{RUN}" in table
    assert f",{RUN}" not in table
