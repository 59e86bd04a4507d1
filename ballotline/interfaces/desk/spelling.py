"""Near spellings: whoever types "setings" means "settings". For short lists of words only, never for people. Pure."""

from collections.abc import Collection

SHORTEST = 4  # of three letters nearly everything is near to everything
TWO_SLIPS_FROM = 7


def nearest(words: str, known: Collection[str]) -> str:
    """The words, with each that begins none of the known ones as the nearest of these.

    Empty where one of them is near to none, or where nothing has to change.
    """
    typed = words.split()
    meant = [word if any(one.startswith(word) for one in known) else _nearest(word, known) for word in typed]
    return " ".join(meant) if all(meant) and meant != typed else ""


def _nearest(word: str, known: Collection[str]) -> str:
    at_most = _slips_allowed(word)
    candidates = [one for one in known if len(one) >= max(SHORTEST, len(word) - at_most)] if at_most else []
    found = ((_to_the_beginning(word, one), one) for one in candidates)
    return min((near for near in found if near[0] <= at_most), default=(0, ""))[1]


def _slips_allowed(word: str) -> int:
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < TWO_SLIPS_FROM else 2


def _to_the_beginning(word: str, meant: str) -> int:
    """Slips to the beginning of `meant` that is nearest: a word may be typed halfway."""
    return min(slips(word, meant[:end]) for end in {len(word), len(word) + 1, len(meant)})


def slips(typed: str, meant: str) -> int:
    """How many letters are missing, too many, wrong, or swapped with the next one."""
    before: list[int] = []
    above = list(range(len(meant) + 1))
    for here, letter in enumerate(typed, start=1):
        row = [here]
        for there, other in enumerate(meant, start=1):
            cheapest = min(above[there] + 1, row[-1] + 1, above[there - 1] + (letter != other))
            if min(here, there) > 1 and typed[here - 2] == other and letter == meant[there - 2]:
                cheapest = min(cheapest, before[there - 2] + 1)
            row.append(cheapest)
        before, above = above, row
    return above[-1]
