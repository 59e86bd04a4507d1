"""Are two folded names nearly the same?

One letter off, a nickname, or an initial, and all other words alike. No Django here.
"""

# Short forms that one human signs with beside the long one: the first is the long form. Of names common in the United
# States, English and Spanish; a pair too few only means that nobody is asked to look.
SHORT_FORMS = (
    "abigail abby abbie",
    "alexander alex al sandy",
    "alexandra alex sandra sasha",
    "andrew andy drew",
    "anthony tony",
    "antonio tony tono",
    "barbara barb barbie",
    "benjamin ben benny",
    "catherine cathy kate katie cat",
    "charles charlie chuck",
    "christina chris tina",
    "christopher chris kit",
    "daniel dan danny",
    "david dave davey",
    "deborah deb debbie",
    "dolores lola",
    "donald don donnie",
    "dorothy dot dottie dolly",
    "edward ed eddie ted ned",
    "elizabeth liz beth betty eliza lisa libby",
    "eugene gene",
    "francisco paco pancho frank",
    "frederick fred freddie rick",
    "gerald jerry gerry",
    "gregory greg",
    "guadalupe lupe",
    "guillermo memo",
    "henry hank harry",
    "ignacio nacho",
    "jacob jake",
    "james jim jimmy jamie",
    "jennifer jen jenny",
    "jessica jess jessie",
    "jesus chuy",
    "john jack johnny",
    "jonathan jon john",
    "jose pepe",
    "joseph joe joey",
    "katherine kathy kate katie kat",
    "kenneth ken kenny",
    "kimberly kim",
    "lawrence larry",
    "leonard leo len lenny",
    "manuel manny manolo",
    "margaret maggie meg peggy marge",
    "matthew matt",
    "michael mike mick micky",
    "nancy nan",
    "nicholas nick nico",
    "pamela pam",
    "patricia pat patty trish tricia",
    "patrick pat paddy",
    "peter pete",
    "philip phil",
    "raymond ray",
    "rebecca becky becca",
    "richard rick rich dick ricky",
    "robert bob rob bobby robbie bert",
    "ronald ron ronnie",
    "rosario charo",
    "samantha sam",
    "samuel sam sammy",
    "stephen steve",
    "steven steve",
    "susan sue susie",
    "theodore ted teddy theo",
    "theresa terry tess",
    "thomas tom tommy",
    "timothy tim",
    "victoria vicky tori",
    "walter walt wally",
    "william will bill billy liam",
    "zachary zach zack",
)
FORMS_OF: dict[str, set[str]] = {}
for _form in SHORT_FORMS:
    for _word in _form.split():
        FORMS_OF.setdefault(_word, set()).update(_form.split())

LONG_ENOUGH = 4  # of shorter words one letter makes another name: Ian and Jan, Lee and Leo


def are_nearly_the_same(one: str, other: str) -> bool:
    """Names as `rules.name_key` folds them. The same name is not *nearly* the same."""
    first, *rest = words = _words(one)
    first_too, *rest_too = words_too = _words(other)
    if one == other or not rest or not rest_too:
        return False
    if words == words_too:
        return True
    if rest[-1] == rest_too[-1] and _middles_agree(rest[:-1], rest_too[:-1]):
        return first == first_too or _is_a_form(first, first_too) or _one_letter_off(first, first_too)
    return first == first_too and len(rest) == len(rest_too) and _one_word_off(rest, rest_too)


def _words(name: str) -> list[str]:
    """Without the dots of initials: "A. Flores" and "A Flores" are one; a hyphen stands between two words."""
    return name.replace(".", " ").replace("-", " ").split() or [""]


def _middles_agree(one: list[str], other: list[str]) -> bool:
    """What stands between the first word and the last is left out by one of them, or the same, or its initial."""
    same_length = len(one) == len(other)
    return not one or not other or (same_length and all(map(_is_same_or_initial, one, other)))


def _is_same_or_initial(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _is_a_form(one: str, other: str) -> bool:
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    return other in FORMS_OF.get(one, ())


def _one_word_off(one: list[str], other: list[str]) -> bool:
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) == 1 and _one_letter_off(*differing[0])


def _one_letter_off(one: str, other: str) -> bool:
    """One letter too many, too few or another; or two neighbors exchanged."""
    short, long = sorted((one, other), key=len)
    if len(short) < LONG_ENOUGH - 1 or len(long) < LONG_ENOUGH or len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1]
    return short[at + 1 :] == long[at + 1 :] or (swapped and short[at + 2 :] == long[at + 2 :])
