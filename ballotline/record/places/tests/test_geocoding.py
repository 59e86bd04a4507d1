"""The client of the Census Bureau's geocoder against a recorded conversation,
over a real connection to this machine."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from ballotline.record.places.geocoding import Address, Census, GeocoderFailed, Point

# What the service answers for its own building, as its documentation and many users' recordings have it.
FOUND = {
    "result": {
        "input": {
            "address": {"address": "4600 Silver Hill Rd, Washington, DC 20233"},
            "benchmark": {
                "isDefault": True,
                "benchmarkDescription": "Public Address Ranges - Current Benchmark",
                "id": "4",
                "benchmarkName": "Public_AR_Current",
            },
        },
        "addressMatches": [
            {
                "tigerLine": {"side": "L", "tigerLineId": "76355984"},
                "coordinates": {"x": -76.92748724230096, "y": 38.84601622386617},
                "addressComponents": {
                    "zip": "20233",
                    "streetName": "SILVER HILL",
                    "preType": "",
                    "city": "WASHINGTON",
                    "preDirection": "",
                    "suffixDirection": "",
                    "fromAddress": "4600",
                    "state": "DC",
                    "suffixType": "RD",
                    "toAddress": "4700",
                    "suffixQualifier": "",
                    "preQualifier": "",
                },
                "matchedAddress": "4600 SILVER HILL RD, WASHINGTON, DC, 20233",
            }
        ],
    }
}
NOTHING = {"result": {"input": {}, "addressMatches": []}}
APART = {
    "result": {
        "addressMatches": [
            {"coordinates": {"x": -76.9, "y": 38.8}, "matchedAddress": "1 MAIN ST, A"},
            {"coordinates": {"x": -77.9, "y": 38.8}, "matchedAddress": "1 MAIN ST, B"},
        ]
    }
}
MANY = (
    '"1","100 Main St, Chicago, IL, ","Match","Exact","100 MAIN ST, CHICAGO, IL, '
    '60601","-87.627,41.882","12345","L"\r\n'
    '"2","Unknown, , , ","No_Match"\r\n'
    '"4","1 Main St, , ,","Tie"\r\n'
    '"3","200 Oak Ave, Dallas, TX, ","Match","Non_Exact","200 OAK AVE, DALLAS, TX, '
    '75201","-96.795,32.780","67890","R"\r\n'
)


class Recorded(BaseHTTPRequestHandler):
    """Plays the recording, and keeps what it was asked."""

    asked: list[str]
    bodies: list[str]
    answer: tuple[int, str]

    def do_GET(self) -> None:
        self._say("")

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _say(self, body: str) -> None:
        self.asked.append(self.path)
        self.bodies.append(body)
        code, text = self.answer
        self.send_response(code)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words: object) -> None:
        """Quiet."""


@pytest.fixture
def service() -> Iterator[tuple[Census, type[Recorded]]]:
    handler = type("Handler", (Recorded,), {"asked": [], "bodies": [], "answer": (200, "{}")})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Census(f"http://127.0.0.1:{server.server_address[1]}"), handler
    server.shutdown()
    server.server_close()


def test_an_address_becomes_a_point_with_what_was_matched(service):
    census, handler = service
    handler.answer = (200, json.dumps(FOUND))

    point = census.find("4600 Silver Hill Rd, 20233")

    assert point == Point(
        -76.92748724230096, 38.84601622386617, "address", "4600 SILVER HILL RD, WASHINGTON, DC, 20233"
    )
    asked = urlsplit(handler.asked[0])
    assert asked.path == "/geocoder/locations/onelineaddress"
    assert parse_qs(asked.query) == {
        "address": ["4600 Silver Hill Rd, 20233"],
        "benchmark": ["Public_AR_Current"],
        "format": ["json"],
    }


@pytest.mark.parametrize("answer", [NOTHING, APART])
def test_no_match_and_matches_that_lie_apart_are_no_point(service, answer):
    census, handler = service
    handler.answer = (200, json.dumps(answer))

    assert census.find("1 Main St") is None


@pytest.mark.parametrize(
    "code, text",
    [(500, ""), (503, "busy"), (200, ""), (200, "<html>"), (200, "{}"), (200, "[]"), (400, '{"errors": []}')],
)
def test_a_service_that_fails_says_so_and_never_repeats_the_address(service, code, text):
    census, handler = service
    handler.answer = (code, text)

    with pytest.raises(GeocoderFailed) as failed:
        census.find("14 Dock Street")
    assert "Dock" not in str(failed.value)


def test_a_service_that_is_not_there_fails():
    with pytest.raises(GeocoderFailed):
        Census("http://127.0.0.1:9").find("14 Dock Street")


def test_many_addresses_are_asked_in_one_request(service):
    census, handler = service
    handler.answer = (200, MANY)
    addresses = [
        Address("1", "100 Main St", "Chicago", "IL"),
        Address("2", "Unknown"),
        Address("3", "200 Oak Ave, #4", "Dallas", "TX"),
        Address("4", "1 Main St"),
    ]

    found = census.find_many(addresses)

    assert found["1"] == Point(-87.627, 41.882, "address", "100 MAIN ST, CHICAGO, IL, 60601")
    assert sorted(found) == ["1", "3"], "no match and a tie are no points"
    assert handler.asked == ["/geocoder/locations/addressbatch"]
    assert '3,"200 Oak Ave, #4",Dallas,TX,' in handler.bodies[0] and 'name="addressFile"' in handler.bodies[0]
