"""How a house's number and street are written: "1421 North Main Street Northwest, Apt 2" and "1421 N Main St NW #2" are
one key, "1421 n main st nw". Nothing that tells two streets apart is left off; only what is a room in a house is.

Abbreviations are the Postal Service's own (Publication 28, appendices B and C). Not here: towns, states and ZIP codes
(typed.py). No Django here.
"""

import re
import unicodedata

# The column's width; the longest of 2,120 real streets has 33: "2927 martin luther king jr ave se"
KEY_AT_MOST = 120


def _table(text: str) -> dict[str, str]:
    """word → its abbreviation, of "abbreviation: word word" entries; an abbreviation stands for itself."""
    entries = [entry.split(":") for entry in text.replace("\n", " ").split(";") if entry.strip()]
    return {word: short.strip() for short, words in entries for word in (short.strip(), *words.split())}


DIRECTIONS = _table(
    "n: north; s: south; e: east; w: west; ne: northeast; nw: northwest; se: southeast; sw: southwest",
)
SHORT_DIRECTIONS = frozenset(DIRECTIONS.values())
TYPES = _table("""
    aly: alley; anx: annex; arc: arcade; ave: avenue av aven; bch: beach; bg: burg; blf: bluff; blfs: bluffs;
    blvd: boulevard boul; bnd: bend; br: branch; brg: bridge; brk: brook; brks: brooks; btm: bottom; byp: bypass;
    byu: bayou; cir: circle circ; clb: club; clf: cliff; clfs: cliffs; cmn: common; cmns: commons; cor: corner;
    cors: corners; cp: camp; cpe: cape; cres: crescent; crk: creek; crse: course; crst: crest; cswy: causeway;
    ct: court; ctr: center centre; cts: courts; curv: curve; cv: cove; cvs: coves; cyn: canyon; dl: dale; dm: dam;
    dr: drive driv drv; dv: divide; est: estate; ests: estates; expy: expressway; ext: extension; exts: extensions;
    fall:; fld: field; flds: fields; fls: falls; flt: flat; flts: flats; frd: ford; frg: forge; frk: fork;
    frks: forks; frst: forest; fry: ferry; ft: fort; fwy: freeway; gdn: garden; gdns: gardens; gln: glen; grn: green;
    grv: grove; gtwy: gateway; hbr: harbor; hl: hill; hls: hills; holw: hollow; hts: heights; hvn: haven;
    hwy: highway; inlt: inlet; is: island; isle:; iss: islands; jct: junction; knl: knoll; knls: knolls; ky: key;
    kys: keys; land:; lck: lock; lcks: locks; ldg: lodge; lf: loaf; lgt: light; lk: lake; lks: lakes; ln: lane;
    lndg: landing; loop:; mall:; mdw: meadow; mdws: meadows; mews:; ml: mill; mls: mills; mnr: manor; msn: mission;
    mt: mount; mtn: mountain; mtns: mountains; mtwy: motorway; nck: neck; opas: overpass; orch: orchard; oval:; park:;
    pass:; path:; pike:; pkwy: parkway pky; pl: place; pln: plain; plns: plains; plz: plaza; pne: pine; pnes: pines;
    pr: prairie; prt: port; pt: point; pts: points; radl: radial; ramp:; rd: road; rdg: ridge; rdgs: ridges;
    riv: river; rnch: ranch; row:; rpd: rapid; rpds: rapids; rst: rest; rte: route rt; run:; shl: shoal; shr: shore;
    shrs: shores; skwy: skyway; smt: summit; spg: spring; spgs: springs; spur:; sq: square; st: street str;
    sta: station; strm: stream; ter: terrace terr; tpke: turnpike; trak: track; trce: trace; trfy: trafficway;
    trl: trail; trwy: throughway; tunl: tunnel; un: union; upas: underpass; via: viaduct; vis: vista; vl: ville;
    vlg: village; vly: valley; vw: view; vws: views; walk:; wall:; way: wy; wl: well; xing: crossing; xrd: crossroad
""")
OTHERS = _table("""
    st: saint; jr: junior; 1st: first; 2nd: second; 3rd: third; 4th: fourth; 5th: fifth; 6th: sixth; 7th: seventh;
    8th: eighth; 9th: ninth; 10th: tenth; 11th: eleventh; 12th: twelfth
""")
# Types that are shortened in the middle of a name too: "7th Street Road"; but "Flint Ridge Court" keeps its ridge
COMMON = frozenset("aly ave blvd cir ct dr ft hwy ln mt pkwy pl rd rte sq st ter trl".split())
INSIDE = {**OTHERS, **{word: short for word, short in TYPES.items() if short in COMMON}, **DIRECTIONS}
SHORT = {**OTHERS, **TYPES, **DIRECTIONS}
# Of these there are lettered ones: E Street is not East Street
LETTERED = frozenset(
    ["ave", "blvd", "cir", "ct", "dr", "hwy", "ln", "pkwy", "pl", "rd", "sq", "st", "ter", "trl", "way"]
)
# 14, 14b, 36-12 as in Queens, 14-1/2
NUMBER = re.compile(r"[0-9]+[0-9a-z]*(?:[-/][0-9a-z]+)*", re.ASCII)
# To sort by; more than 18 digits are no house
LEADING_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)
NO_DIGITS = re.compile(r"[0-9-]+")
FRACTION = re.compile(r"[0-9]/[0-9]", re.ASCII)  # 14 1/2 Dock St
NUMBERED = frozenset(["hwy", "rd", "rte", "us"])  # roads that have numbers for names
FRACTIONS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})

# What stands for a room in a house (Publication 28, appendix C), and what may be its number
ROOMS = frozenset(["apt", "apartment", "ste", "suite", "unit"])
ROOMS_BEHIND_A_TYPE = frozenset(
    ["bldg", "building", "dept", "fl", "floor", "lot", "rm", "room", "spc", "space", "trlr", "trailer"]
)
ANY_ROOMS = ROOMS | ROOMS_BEHIND_A_TYPE
BY_ITSELF = frozenset(
    ["basement", "bsmt", "front", "frnt", "lower", "lowr", "penthouse", "ph", "rear", "upper", "uppr"]
)
# 2, #2, 2b, b, b2, 12-c; no whole word, which may be a town's
ROOM_NUMBER = re.compile(r"#*(?:[0-9][0-9a-z]*|[a-z][0-9]*)(?:-[0-9a-z]+)*", re.ASCII)
FLOOR = re.compile(r"[0-9]+(?:st|nd|rd|th)", re.ASCII)  # 2nd floor


def words_of(text: str) -> list[str]:
    """The words of a line without case, accents and punctuation; "#" stays, and the dot of "36.1 Road"."""
    plain = text.casefold() if text.isascii() else _bare(text)
    plain = re.sub(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)|['’`]", "", plain)  # N.W. is nw, O'Neal is oneal
    plain = re.sub(r"(?<![0-9])\.|\.(?![0-9])|[^\w\s./#-]|_", " ", plain)
    plain = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])|#\s+(?=\S)", lambda sign: " " if sign[0] == "-" else "#", plain)
    words = re.sub(r"(?<=[^\s#])#", " #", plain).split()
    spoken = [word for word in words if any(map(str.isalnum, word))]  # a dash alone is no word
    return [word.lstrip("#") if word.lstrip("#") in ANY_ROOMS else word for word in spoken]


def _bare(text: str) -> str:
    """Without accents, without what can't be seen, and without case."""
    folded = unicodedata.normalize("NFD", text.translate(FRACTIONS).casefold())
    return "".join(sign for sign in folded if unicodedata.category(sign) not in ("Mn", "Cf")).casefold()


def street_key(line: str) -> str:
    """A number and street as one may write them: "14 North Dock Street, Apt 2" is "14 n dock st"; "" without a
    number."""
    return key_of(room_off(words_of(line.partition(",")[0])))


def key_of(words: list[str]) -> str:
    """The key of a number and street that are words already; "" if they are none, or longer than a key may be."""
    if len(words) < 2 or not NUMBER.fullmatch(words[0]):
        return ""
    key = " ".join([words[0], *_shortened(words[1:])])
    return key if len(key) <= KEY_AT_MOST else ""


def _shortened(words: list[str]) -> list[str]:
    """Each word as the Postal Service shortens it, but a direction that is the street's
    only name stays as it was written."""
    short = [INSIDE.get(word, word) for word in words]
    last = max((n for n, word in enumerate(short) if word not in DIRECTIONS), default=-1)
    if last < 0:
        return words
    if (before := _directions_before(short)) < last:
        short[last] = SHORT.get(words[last], words[last])
    elif before and short[last] in LETTERED:
        short[before - 1] = words[before - 1]
    return short


def _directions_before(short: list[str]) -> int:
    return next((n for n, word in enumerate(short) if word not in DIRECTIONS), len(short))


def room_off(words: list[str]) -> list[str]:
    """Without the rooms at the end: "9 dock st apt 2" is "9 dock st". What would leave no street is no room."""
    while (start := _room_at_the_end(words)) and any(word not in DIRECTIONS for word in words[1:start]):
        words = words[:start]
    return words


def _room_at_the_end(words: list[str]) -> int:
    """Where the last room of the line begins, or 0. "Lot 5" and "Rear" are rooms only where a street has ended."""
    *_street, kind, number = ["", "", *words]
    before = len(words) - 2
    if number.startswith("#"):
        return before if kind in ANY_ROOMS else before + 1
    if number in BY_ITSELF and is_whole(words[:-1]):
        return before + 1
    is_number = ROOM_NUMBER.fullmatch(number) is not None
    if is_number and (kind in ROOMS or (kind in ROOMS_BEHIND_A_TYPE and is_whole(words[:-2]))):
        return before
    return before if number in ("floor", "fl") and FLOOR.fullmatch(kind) and is_whole(words[:-2]) else 0


def is_whole(words: list[str]) -> bool:
    """Does the line end as a street does: in a type, in a direction behind one, or in the number of a highway?"""
    short = [SHORT.get(word, word) for word in words]
    while len(short) > 2 and short[-1] in DIRECTIONS:
        short.pop()
    return len(short) > 2 and (short[-1] in TYPES or (short[-1][0] in "0123456789" and short[-2] in NUMBERED))


def is_part_of_a_street(word: str) -> bool:
    """Directions and types tell two streets apart, so they are never a town by themselves."""
    return word in DIRECTIONS or word in TYPES


def name_of(key: str) -> str:
    """What is left of a street's key without number, directions and types: "1421 n main st nw" is "main"."""
    words = [DIRECTIONS.get(word, word) for word in key.split() if not FRACTION.fullmatch(word)]
    words = words[1:] if words and NUMBER.fullmatch(words[0]) and len(words) > 1 else words
    for kind in (DIRECTIONS, TYPES):
        while len(words) > 1 and words[-1] in kind:
            words.pop()
    return " ".join(words[min(_directions_before(words), len(words) - 1) :] if words else words)


def as_written(key: str) -> str:
    """A key as one reads it: "1421 n main st nw" is "1421 N Main St NW"."""
    number, *words = key.split()
    return " ".join([number.upper(), *(one.upper() if one in SHORT_DIRECTIONS else one.capitalize() for one in words)])
