"""What comes with a press: the visitor, the cookie of this very press,
the form and its sum; and the table it goes to."""

from tests.mutations.mutation import Weaker

VISITORS = (
    Weaker(
        "a bot writes a new network into a header for each press",
        "    while hops and _is_in(address, settings.CONFIG.proxies):",
        "    while hops:",
    ),
    Weaker(
        "behind our own proxy everybody is one network",
        "    while hops and _is_in(address, settings.CONFIG.proxies):",
        "    while False:",
    ),
    Weaker(
        "nonsense in a header is a fault of ours",
        "    except ValueError:\n        return False",
        "    except KeyError:\n        return False",
    ),
    Weaker("everybody is trusted", "trusted = _is_in(address, settings.CONFIG.trusted_networks)", "trusted = True"),
    Weaker("nobody is trusted", "trusted = _is_in(address, settings.CONFIG.trusted_networks)", "trusted = False"),
    Weaker("the hidden field is not looked at", 'honeypot_filled=typed["website"]', "honeypot_filled=False"),
    Weaker("a sum that nobody solved opens the windows", 'proof.is_proof(typed["proof"], at=timezone.now())', "True"),
    Weaker("a solved sum is not looked at", 'proof.is_proof(typed["proof"], at=timezone.now())', "False"),
    Weaker(
        "one form's key pressed at two petitions signs one",
        "key_of_this_press(request.path, address,",
        "key_of_this_press(address,",
    ),
    Weaker(
        "two networks with one cached page are one press",
        "key_of_this_press(request.path, address,",
        "key_of_this_press(request.path,",
    ),
    Weaker(
        "two browsers of one network with one cached page are one press",
        'address, request.headers.get("User-Agent", ""))',
        "address)",
    ),
    Weaker(
        "whatever a stranger writes into an address is kept as where somebody came from",
        'return "".join(c for c in named if c.isalnum() or c in " .-_")[:80]',
        "return named[:80]",
    ),
    Weaker(
        "a source that is too long is a fault of ours",
        'c in " .-_")[:80]',
        'c in " .-_")',
    ),
    Weaker(
        "another site's name that is too long is a fault of ours",
        "settings.CONFIG.hosts else host[:80]",
        "settings.CONFIG.hosts else host",
    ),
    Weaker("our own pages count as another site", '"" if host in settings.CONFIG.hosts else host', "host"),
    Weaker("a share code without end is looked up", 'request.GET.get("via", "")[:12]', 'request.GET.get("via", "")'),
)

WINDOWS = (
    Weaker("forms that make no row have no windows", "    return odd\n", '    return ""\n'),
    Weaker(
        "a trusted network has windows",
        "    if how.is_trusted or how.honeypot_filled:",
        "    if how.honeypot_filled:",
    ),
    Weaker("one form shuts another's door", "queries.recent(Press, at).filter(form=form)", "queries.recent(Press, at)"),
    Weaker(
        "where somebody pressed is kept for ever",
        "    Press.objects.filter(pressed_at__lt=at - KEPT_FOR).delete()",
        "    pass",
    ),
    Weaker("one school gets any number of links", 'domain = email.rpartition("@")[2]', 'domain = ""'),
    Weaker(
        "no browser is asked for the sum before a link to one's data",
        "    return queries.rate_is_odd(Press, at)",
        "    return False",
    ),
)

COOKIE = (
    Weaker("the cookie is believed for ever", "salt=SALT, max_age=rules.HOLD)\n", "salt=SALT)\n"),
    Weaker("the browser keeps the cookie until it is closed", "        max_age=rules.HOLD,\n", ""),
    Weaker("the cookie goes to every page", "        path=path,\n", ""),
    Weaker("a script can read the cookie", "        httponly=True,\n", ""),
    Weaker("another site's form is sent with the cookie", '        samesite="Lax",\n', ""),
    Weaker("the cookie crosses the open net", "        secure=settings.CONFIG.is_https,\n", ""),
    Weaker("exact figures are told for ever", "salt=TOOK_PART, max_age=rules.HOLD)", "salt=TOOK_PART)"),
    Weaker("only the page of a petition knows who took part", "    remember(response)\n", ""),
    Weaker(
        "the cookie of one kind is taken by another",
        "    return found if found.kind == kind else None",
        "    return found",
    ),
    Weaker(
        "a cookie as it was once written is a fault of ours",
        "except (signing.BadSignature, TypeError, ValueError):",
        "except signing.BadSignature:",
    ),
)

FORMS = (
    Weaker(
        "a sum that is done between two presses of one form makes two rows",
        " if name not in HIDDEN]\n        return press_key",
        "]\n        return press_key",
    ),
    Weaker(
        "who shares a cached page and a network with somebody is taken for them",
        "return press_key(key, *from_where, *said)",
        "return press_key(key, *from_where)",
    ),
    Weaker("two who type the same without a key are one", '*said) if key else ""', "*said)"),
    Weaker(
        "whoever opens the link changes the mailbox that said yes",
        'ONLY_ASKED = ("email", *HIDDEN)',
        "ONLY_ASKED = HIDDEN",
    ),
    Weaker(
        "a tick whose sentence nobody saw is a consent",
        "        if given and self.is_confirming and not self._words_shown():",
        "        if False:",
    ),
    Weaker(
        "the sentence of today is kept, not the one that was read",
        "        return str(words_signer.unsign(str(value)))",
        "        return words_signer.unsign(str(value)) and str(CONSENT_TO_US)",
    ),
    Weaker(
        "words of a consent are kept that nobody gave",
        'if self.cleaned_data.get("news_consent") else ""',
        'if "news_consent" in self.fields else ""',
    ),
)

SUM = (
    Weaker("a sum is good for ever", "check_expires=True", "check_expires=False"),
    Weaker("one solved sum is good for a storm", "bool(solved) and _first_use(", "bool(solved) or _first_use("),
    Weaker("a megabyte of proof is read", "    if not text or len(text) > 2_000:", "    if not text:"),
    Weaker("whoever reads this code makes sums of their own", "settings.SECRET_KEY.encode()", 'b"x"'),
    Weaker(
        "deep nonsense in the hidden field is a fault of ours",
        "TypeError, KeyError, AttributeError, RecursionError):",
        "TypeError, KeyError, AttributeError):",
    ),
    Weaker(
        "nonsense in the hidden field is a fault of ours",
        "except (ValueError, TypeError, KeyError, AttributeError, RecursionError):",
        "except RecursionError:",
    ),
    Weaker("an old phone sums for a quarter of an hour", "HARDEST = 60_000", "HARDEST = 60_000_000"),
)

MODELS = (
    Weaker(
        "one name of one mailbox counts twice, pressed at the same moment",
        "            condition=counted,\n",
        "            condition=counted & Q(pk=None),\n",
    ),
    Weaker(
        "one person counts twice, pressed at the same moment",
        "condition=counted & Q(person__isnull=False)",
        "condition=counted & Q(person__isnull=False) & Q(pk=None)",
    ),
    Weaker(
        "something counts that nobody said yes to",
        "models.CheckConstraint(condition=~counted | Q(confirmed_at__isnull=False),",
        "models.CheckConstraint(condition=~counted | counted,",
    ),
    Weaker(
        "a double press at the same moment is two rows",
        "press_key = models.CharField(max_length=40, unique=True, null=True)",
        "press_key = models.CharField(max_length=40, null=True)",
    ),
    Weaker(
        "a challenge counts twice, sent at the same moment",
        "challenge = models.CharField(max_length=128, unique=True)",
        "challenge = models.CharField(max_length=128)",
    ),
    Weaker(
        "what waits for a look after its owner's yes waits for its owner too",
        "in (self.State.PENDING, self.State.QUARANTINED) and self.confirmed_at is None",
        "in (self.State.PENDING, self.State.QUARANTINED)",
    ),
)
