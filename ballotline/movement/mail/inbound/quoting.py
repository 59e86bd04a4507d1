"""What somebody wrote, and below it what they answer to: told apart so that a page can fold the second. No Django here.

Nothing that they wrote may be folded. So only an end is taken off: from the line that says who wrote what follows, or
from the first quoted line after which nothing of their own stands. Whoever answers between the lines is shown whole.
"""

import re
from collections.abc import Sequence

INTRO_LINES = 4  # over which mail programs break "On Monday … wrote:"
INTRO_AT_MOST = 400  # characters
WROTE = re.compile(r"(On|Am|El|Le)\b.*\d.*\b(wrote|schrieb|escribió|a écrit)\b.{0,100}:", re.DOTALL)
FROM = re.compile(r"[\s*>]*(From|Von|De)[\s*]*:", re.IGNORECASE)
SENT = re.compile(r"[\s*>]*(Sent|Date|Gesendet|Datum|Enviado|Fecha|Envoyé)[\s*]*:", re.IGNORECASE)
ORIGINAL = re.compile(
    r"\s*-{2,}\s*(Original Message|Ursprüngliche Nachricht|Mensaje original|Message d'origine)\s*-{2,}\s*",
    re.IGNORECASE,
)
PASSED_ON = re.compile(
    r"\W*(Begin )?(Forwarded message|Weitergeleitete Nachricht|Mensaje reenviado|Message transféré)\b", re.IGNORECASE
)
# Below it stand a signature or what a list adds, and no words of the answer
FOOT = re.compile(r"\s*(--|_{5,})\s*")
RULE = re.compile(r"\s*[-_]*\s*")


def told_apart(text: str) -> tuple[str, str]:
    """(what they wrote, what they answer to). All of it is theirs where nothing would be left, and of what they pass on
    to be read."""
    lines = text.split("\n")
    start = len(lines) if any(PASSED_ON.match(line[:200]) for line in lines) else _start(lines)
    while 0 < start < len(lines) and RULE.fullmatch(lines[start - 1][:200]):
        start -= 1
    said, quoted = "\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]).strip("\n")
    return (said, quoted) if said.strip() else (text.rstrip(), "")


def _start(lines: Sequence[str]) -> int:
    """Where the end begins that is quoted."""
    quoted = [n for n, line in enumerate(lines) if _is_quoted(line)]
    last_quoted = quoted[-1] if quoted else -1
    last_own = _last_own(lines, last_quoted)
    starts = [n for n in quoted if n > last_own][:1]
    for n in range(len(lines)):
        end = _intro_end(lines, n)
        if end and (last_own < end or last_quoted < end):
            starts.append(n)
            break
    return min(starts, default=len(lines))


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _last_own(lines: Sequence[str], last_quoted: int) -> int:
    """The last line of their own words."""
    foot = next((n for n in range(last_quoted + 1, len(lines)) if FOOT.fullmatch(lines[n][:200])), len(lines))
    return max((n for n in range(foot) if lines[n].strip() and not _is_quoted(lines[n])), default=-1)


def _intro_end(lines: Sequence[str], n: int) -> int:
    """The number of the line behind an intro that begins here; 0 where none does."""
    if ORIGINAL.fullmatch(lines[n][:200]):
        return n + 1
    if FROM.match(lines[n][:200]) and any(SENT.match(line[:200]) for line in lines[n + 1 : n + 5]):
        return n + 1
    intro = ""
    for end in range(n, min(n + INTRO_LINES, len(lines))):
        intro = f"{intro} {lines[end].strip()}".strip()[:INTRO_AT_MOST]
        if not lines[end].strip():
            return 0
        if WROTE.fullmatch(intro):
            return end + 1
    return 0
