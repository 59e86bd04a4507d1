"""Mails, pages and templates of the way in, and what is held of a person there."""

from tests.mutations.mutation import Weaker

LETTERS = (
    Weaker(
        "what was withdrawn or taken out is asked for again by mail",
        "public_id__in=ids, state__in=queries.WAITING, confirmed_at=None)",
        "public_id__in=ids, confirmed_at=None)",
    ),
    Weaker(
        "who waits for a look is asked again by mail",
        "public_id__in=ids, state__in=queries.WAITING, confirmed_at=None)",
        "public_id__in=ids, state__in=queries.WAITING)",
    ),
    Weaker(
        "a mail asks for what is closed",
        "[row for row in waiting if KINDS[name].is_open(row.asked, at)]",
        "list(waiting)",
    ),
    Weaker(
        "the mail asks somebody who counts to count again",
        "            stands = standing.get(row.pk)",
        "            stands = None",
    ),
    Weaker(
        "what an organizer took out is asked for by mail",
        "            if stands is None or stands.state == State.CONFIRMED:",
        "            if True:",
    ),
    Weaker(
        "a mail to the mistyped address holds the link of the right one",
        "return {about: found[about] for about in abouts if about in found}",
        'mine = {about.rpartition(".")[0]: one for about, one in found.items()}\n'
        '        return {about: mine[about.rpartition(".")[0]] for about in abouts if '
        'about.rpartition(".")[0] in mine}',
    ),
    Weaker(
        "a mail of a kind that is no more stops the batch",
        "for name in ids if name in KINDS for",
        "for name in ids for",
    ),
    Weaker(
        "a stranger writes into our mail",
        'paragraphs=[said.somebody, *said.quoted, _("If it was you',
        'paragraphs=[said.somebody, arrival.name, *said.quoted, _("If it was you',
    ),
)

AFTER_THE_PRESS = (
    Weaker(
        "the page of one petition works on what was pressed at another",
        "    rows = queries.of(kind).filter(**{kind.model.ASKED: asked})",
        "    rows = queries.of(kind)",
    ),
    Weaker("what is not there is a fault of ours", "    if asked is None:\n        raise Http404\n", ""),
    Weaker(
        "a bot that fills the hidden field moves a row",
        'if held and arrival and not form.cleaned_data["website"]:',
        "if held and arrival:",
    ),
    Weaker(
        "a wrong address there is a fault of ours",
        "    if not form.is_valid():\n        return _thanks(request, found, asked, address_form=form)\n",
        "    form.is_valid()\n",
    ),
    Weaker(
        "a row that goes while its address is changed is a fault of ours",
        "with suppress(services.LinkHasNoWork):  # disowned meanwhile",
        "with suppress():  # disowned meanwhile",
    ),
    Weaker(
        "an address changed after the end is a fault of ours",
        "        except services.NotOpen:\n            return see_other(found.page_of(asked))",
        "        except ZeroDivisionError:\n            return see_other(found.page_of(asked))",
    ),
    Weaker(
        "the page says that a mail is on its way which the cap holds back",
        "    if held and at - held.at < AGAIN_AFTER:",
        "    if False:",
    ),
    Weaker(
        "one press sends mail to any number of mailboxes, ten minutes apart",
        'if arrival and not windows.judge(form="again", how=how, email=arrival.email, at=at):',
        "if arrival:",
    ),
    Weaker(
        "a row that goes while its mail is asked for again is a fault of ours",
        "with suppress(services.LinkHasNoWork):  # gone this very moment",
        "with suppress():  # gone this very moment",
    ),
    Weaker(
        "whoever has the cookie needs no code",
        'if arrival and services.try_code(arrival=arrival, typed=form.cleaned_data["code"]):',
        "if arrival:",
    ),
    Weaker(
        "a code without the cookie of its press is a fault of ours",
        "if arrival and services.try_code(",
        "if services.try_code(",
    ),
    Weaker("a wrong code gets no word", "        form.not_right()\n", ""),
    Weaker("a page fetched ahead sends a mail", "@require_POST\ndef send_again", "def send_again"),
    Weaker("a page fetched ahead moves an address", "@require_POST\ndef change_address", "def change_address"),
    Weaker("a page fetched ahead tries a code", "@require_POST\ndef code", "def code"),
    Weaker(
        "a shared computer keeps the page with the address",
        "return behind_link(render(request, kind.template",
        "return (render(request, kind.template",
    ),
    Weaker(
        "everybody behind one proxy gets one sum, which counts once",
        "return behind_link(JsonResponse(proof.challenge(timezone.now())))",
        "return JsonResponse(proof.challenge(timezone.now()))",
    ),
)

MAILED_LINKS = (
    Weaker("a link of ours works for ever", "signer.unsign(token, max_age=good_for)", "signer.unsign(token)"),
    Weaker(
        "an old link is said to be cut",
        "        raise LinkIsOld from None",
        "        raise LinkIsNotWhole from None",
    ),
    Weaker(
        "a cut link is said to be old",
        (
            "    except signing.SignatureExpired:\n"
            "        raise LinkIsOld from None\n"
            "    except signing.BadSignature:\n"
            "        raise LinkIsNotWhole from None"
        ),
        "    except signing.BadSignature:\n        raise LinkIsOld from None",
    ),
)

NOT_WHOLE = (
    Weaker("a page behind a link is kept by a shared computer", "return behind_link(render(", "return (render("),
)

BEHIND_THE_LINK = (
    Weaker("who confirms in another browser reads that nobody did", "    remember(response)\n", ""),
    Weaker(
        "a scanner that opens the link counts it",
        'return _count(request, token, arrival) if request.method == "POST" else _page(request, arrival, token)',
        'if request.method != "POST":\n'
        "        services.confirm(arrival=arrival, shown=queries.as_typed(arrival), at=at)\n"
        '    return _count(request, token, arrival) if request.method == "POST" else _page(request, arrival, token)',
    ),
    Weaker(
        "what a stranger typed is recorded, not what the owner saw",
        "services.confirm(arrival=arrival, shown=form.shown, at=timezone.now())",
        "services.confirm(arrival=arrival, shown=queries.as_typed(arrival), at=timezone.now())",
    ),
    Weaker(
        "a form without a name is counted",
        "    if not form.is_valid():\n        return _page",
        "    if form.is_valid() is None:\n        return _page",
    ),
    Weaker(
        "a link that is gone is a fault of ours",
        "    if arrival is None or not arrival.is_waiting or rules",
        "    if not arrival.is_waiting or rules",
    ),
    Weaker(
        "a used link shows the form again",
        "    if arrival is None or not arrival.is_waiting or rules",
        "    if arrival is None or rules",
    ),
    Weaker(
        "an old link shows a form that it refuses",
        "or rules.has_expired(arrival.asked_at, at):\n        return _no_work",
        "or False:\n        return _no_work",
    ),
    Weaker(
        "the owner of a mailbox is not asked once an organizer has spoken",
        "        arrival = as_it_waited(arrival)",
        "        pass",
    ),
    Weaker(
        "a link to what is closed shows a form that it refuses",
        "    if not is_open:\n        return behind_link",
        "    if False:\n        return behind_link",
    ),
    Weaker(
        "what closes while somebody presses is a fault of ours",
        "    except services.NotOpen as closed:",
        "    except ZeroDivisionError as closed:",
    ),
    Weaker(
        "what was taken out while somebody read the page is a fault of ours",
        "    except services.LinkHasNoWork:\n        return _no_work",
        "    except ZeroDivisionError:\n        return _no_work",
    ),
    Weaker(
        "what was withdrawn or taken out is said to wait for a look",
        "    if arrival and arrival.confirmed_at and arrival.state in (State.CONFIRMED, State.QUARANTINED):",
        "    if arrival and arrival.confirmed_at:",
    ),
    Weaker(
        "what an organizer has not looked at is said to be counted",
        "is_counted = kind_of(arrival), arrival.state == State.CONFIRMED",
        "is_counted = kind_of(arrival), True",
    ),
    Weaker(
        "a cut link is a fault of ours when a new one is asked for",
        "    with suppress(LinkIsNotWhole, services.LinkHasNoWork):",
        "    with suppress(services.LinkHasNoWork):",
    ),
    Weaker(
        "a row that goes while a new link is asked for is a fault of ours",
        "    with suppress(LinkIsNotWhole, services.LinkHasNoWork):",
        "    with suppress(LinkIsNotWhole):",
    ),
    Weaker("a scanner asks for new links", "@require_POST\ndef new_link", "def new_link"),
    Weaker("a scanner says that it was not me", "@require_POST\ndef disown", "def disown"),
    Weaker(
        "a counted arrival is said to be taken out",
        "    if arrival is None or not services.disown(arrival=arrival, at=timezone.now()):",
        "    if arrival is None or services.disown(arrival=arrival, at=timezone.now()) is None:",
    ),
    Weaker(
        "anybody refuses mail for anybody",
        'mailbox, purpose = signing.loads(request.POST.get("about", ""), salt=NEVER_SALT, max_age=rules.HOLD)',
        "mailbox, purpose = signing.JSONSerializer().loads(signing.b64_decode("
        'request.POST.get("about", "").split(":")[0].encode()))',
    ),
    Weaker(
        "a page that lay open for a month refuses mail for good",
        "salt=NEVER_SALT, max_age=rules.HOLD)",
        "salt=NEVER_SALT)",
    ),
    Weaker(
        "the confirm page is kept by whatever stands between",
        'return behind_link(render(request, "arrivals/confirm.html"',
        'return (render(request, "arrivals/confirm.html"',
    ),
    Weaker(
        "the page of a used link is kept by whatever stands between",
        'return behind_link(render(request, "arrivals/done.html"',
        'return (render(request, "arrivals/done.html"',
    ),
    Weaker(
        'the page after "not me" is kept by whatever stands between',
        'return behind_link(render(request, "arrivals/disowned.html", context))',
        'return render(request, "arrivals/disowned.html", context)',
    ),
)

ROOM = "ballotline/movement/arrivals"

OTHERS = {
    f"{ROOM}/person_rows.py": (
        Weaker(
            "the copy of what we hold of somebody hides what waits",
            "        for kind in KINDS.values()\n",
            "        for kind in ()\n",
        ),
        Weaker(
            "erasing somebody leaves what waits of them", "    services.forget_unconfirmed(person=person)", "    pass"
        ),
    ),
    f"{ROOM}/templates/arrivals/confirm.html": (
        Weaker(
            "a name that a stranger typed runs as a script in the owner's browser",
            '<li><a href="{{ link }}">{{ name }}</a></li>',
            '<li><a href="{{ link }}">{{ name|safe }}</a></li>',
        ),
    ),
    f"{ROOM}/templates/arrivals/hidden.html": (
        Weaker("no form has a field for bots", "{{ form.website }}", ""),
        Weaker("no form has a key of its own", "{{ form.key }}", ""),
    ),
}
