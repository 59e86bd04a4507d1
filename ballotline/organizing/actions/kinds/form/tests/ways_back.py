"""The verbs of forms, each with its way back or the reason why there is none."""

from tests.ways_back import VISITORS, Way

WAYS: dict[str, list[Way] | str] = {"counted": VISITORS}
