"""The files beside the list of Congress: what isn't given says nothing,
and what was cut takes no phone away unasked."""

from datetime import timedelta

import pytest

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.offices.importer.run import import_congress
from ballotline.record.offices.models import CommitteeMember, PhoneLine
from ballotline.record.offices.tests.lists import AS_OF, write_congress

pytestmark = pytest.mark.django_db
LATER = AS_OF + timedelta(days=30)


def many_offices() -> str:
    office = "  - {{id: A-{0}, city: Town {0}, state: MN, phone: 218-555-{0:04}}}\n"
    return "- id: {bioguide: A000001}\n  offices:\n" + "".join(office.format(n) for n in range(100, 140))


@pytest.mark.parametrize("name", ["legislators-district-offices", "committee-membership-current"])
def test_a_list_beside_the_list_of_people_that_is_not_given_says_nothing(tmp_path, name):
    write_congress(tmp_path)
    import_congress([tmp_path], as_of=AS_OF, apply=True)
    before = (PhoneLine.objects.filter(kind="district").count(), CommitteeMember.objects.count())

    (tmp_path / f"{name}.yaml").unlink()
    import_congress([tmp_path], as_of=LATER, apply=True)

    assert (PhoneLine.objects.filter(kind="district").count(), CommitteeMember.objects.count()) == before == (2, 2)


@pytest.mark.parametrize("content", ["[]\n", "- id: {bioguide: A000001}\n  social: {twitter: ana}\n"])
def test_a_list_of_district_offices_without_any_is_refused(tmp_path, content):
    write_congress(tmp_path)
    (tmp_path / "legislators-district-offices.yaml").write_text(content)

    with pytest.raises(Refused, match="has no office in legislators-district-offices"):
        import_congress([tmp_path], as_of=AS_OF, apply=True)


def test_where_many_phones_would_go_somebody_is_asked(tmp_path):
    write_congress(tmp_path)
    (tmp_path / "legislators-district-offices.yaml").write_text(many_offices())
    import_congress([tmp_path], as_of=AS_OF, apply=True)
    cut = "\n".join(many_offices().splitlines()[:20]) + "\n"
    (tmp_path / "legislators-district-offices.yaml").write_text(cut)

    held = import_congress([tmp_path], as_of=LATER, apply=True)
    assert held.confirm == "--retire 22" and held.leaving[0].startswith("Ana Flores: 218-555-")
    assert PhoneLine.objects.filter(kind="district").count() == 40
    import_congress([tmp_path], as_of=LATER, apply=True, retire=22)

    assert PhoneLine.objects.filter(kind="district").count() == 18


def test_where_an_item_of_the_offices_is_broken_all_phones_stay(tmp_path):
    write_congress(tmp_path)
    (tmp_path / "legislators-district-offices.yaml").write_text(many_offices())
    import_congress([tmp_path], as_of=AS_OF, apply=True)
    (tmp_path / "legislators-district-offices.yaml").write_text(many_offices()[:300] + "\n")

    report = import_congress([tmp_path], as_of=LATER, apply=True)

    assert report.wrong == 1 and PhoneLine.objects.filter(kind="district").count() == 40
