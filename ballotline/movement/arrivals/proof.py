"""Proof of work: a small sum for the browser, asked for only while the rate is odd, and never in anyone's way.

The script starts by itself; a form that is sent before it is done, or without JavaScript, is taken all the same and
then waits for its mail.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from altcha import ChallengeOptionsV1, create_challenge_v1, verify_solution_v1
from django.conf import settings
from django.db import IntegrityError, transaction

from ballotline.movement.arrivals.models import ProofOfWork

# Longer than a form of four fields takes; an older page loads a new challenge, or its row waits for the mail
GOOD_FOR = timedelta(minutes=20)
HARDEST = 60_000  # at most this many hashes: about a second on an old phone


def challenge(at: datetime) -> dict[str, object]:
    """What the browser gets: find the number below `maxnumber` whose hash with `salt` is `challenge`."""
    made = create_challenge_v1(ChallengeOptionsV1(hmac_key=_key(), max_number=HARDEST, expires=at + GOOD_FOR))
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


def is_proof(text: str, *, at: datetime) -> bool:
    """Does the form carry a solved challenge of ours that nobody has used yet? Each counts once."""
    if not text or len(text) > 2_000:
        return False
    try:
        payload = json.loads(base64.b64decode(text, validate=True))
        solved, _reason = verify_solution_v1(payload, _key(), check_expires=True)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False
    return bool(solved) and _first_use(str(payload["challenge"]), at)


def _first_use(solved: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            ProofOfWork.objects.create(challenge=solved[:128], used_at=at)
    except IntegrityError:
        return False
    return True


def _key() -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"arrivals.proof", hashlib.sha256).hexdigest()
