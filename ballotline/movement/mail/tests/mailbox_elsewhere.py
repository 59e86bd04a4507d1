"""A mailbox elsewhere: an IMAP server as small as our client needs it. What it says is what Dovecot 2.3.19 said
(recorded_imap.txt; test_fetching.py holds the two against each other)."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime


class MailboxElsewhere:
    """`letters` by number: (the day it came, its bytes). `asked` are the commands, without their tags."""

    def __init__(self) -> None:
        self.letters: dict[int, tuple[date, bytes]] = {}
        self.validity = 7
        self.next_uid = 1
        self.password = "ferry lantern"
        self.asked: list[str] = []

    def put(self, raw: bytes, *, day: date) -> int:
        self.letters[self.next_uid] = (day, raw)
        self.next_uid += 1
        return self.next_uid - 1

    def number_anew(self) -> None:
        """As after a move to another machine."""
        letters = list(self.letters.values())
        self.letters, self.next_uid = {}, 1
        self.validity += 1
        for day, raw in letters:
            self.put(raw, day=day)

    def answer(self, line: str) -> Iterator[str]:
        tag, _space, command = line.partition(" ")
        self.asked.append(command)
        word, _space, rest = command.removeprefix("UID ").partition(" ")
        yield from getattr(self, f"_{word.lower()}")(tag, rest)

    def _capability(self, tag: str, _rest: str) -> Iterator[str]:
        yield "* CAPABILITY IMAP4rev1\r\n"
        yield f"{tag} OK Capability completed.\r\n"

    def _login(self, tag: str, rest: str) -> Iterator[str]:
        yield f"{tag} OK Logged in\r\n" if f'"{self.password}"' in rest else f"{tag} NO [AUTHENTICATIONFAILED] No.\r\n"

    def _examine(self, tag: str, rest: str) -> Iterator[str]:
        if rest != '"INBOX"':
            yield "* OK [CLOSED] Previous mailbox closed.\r\n"
            yield f"{tag} NO Mailbox doesn't exist: {rest[1:-1]}.\r\n"
            return
        yield "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n"
        yield "* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n"
        yield f"* {len(self.letters)} EXISTS\r\n* {len(self.letters)} RECENT\r\n"
        yield "* OK [UNSEEN 1] First unseen.\r\n"
        yield f"* OK [UIDVALIDITY {self.validity}] UIDs valid\r\n"
        yield f"* OK [UIDNEXT {self.next_uid}] Predicted next UID\r\n"
        yield f"{tag} OK [READ-ONLY] Examine completed.\r\n"

    def _search(self, tag: str, rest: str) -> Iterator[str]:
        if found := re.fullmatch(r"UID (\d+):\*", rest):
            last = max(self.letters, default=0)
            uids = [uid for uid in self.letters if uid >= min(int(found[1]), last)]
        else:
            first = datetime.strptime(f"{rest} +0000", "SINCE %d-%b-%Y %z").date()
            uids = [uid for uid, (day, _raw) in self.letters.items() if day >= first]
        yield "* SEARCH" + "".join(f" {uid}" for uid in uids) + "\r\n"
        yield f"{tag} OK Search completed.\r\n"

    def _fetch(self, tag: str, rest: str) -> Iterator[str]:
        uid, _space, what = rest.partition(" ")
        _day, raw = self.letters.get(int(uid), (None, None))
        if raw is not None and what == "(RFC822.SIZE)":
            yield f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})\r\n"
        elif raw is not None and what == "(BODY.PEEK[])":
            yield f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n{raw.decode('latin-1')})\r\n"
        yield f"{tag} OK Fetch completed.\r\n"

    def _logout(self, tag: str, _rest: str) -> Iterator[str]:
        yield "* BYE Logging out\r\n"
        yield f"{tag} OK Logout completed.\r\n"


@contextmanager
def served(mailbox: MailboxElsewhere) -> Iterator[int]:
    """The port at which it answers."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK Ready.\r\n")
            for line in self.rfile:
                for answer in mailbox.answer(line.decode().strip()):
                    self.wfile.write(answer.encode("latin-1"))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
