"""The verbs of chapters: asked.py (what is asked of all), founding.py (how one comes to be), life.py (its states, its
place in the tree, its area), members.py (who belongs), officers.py (who leads).

Each is one transaction and leaves an entry in the log.
"""


class NotNow(Exception):
    """The chapter's state does not allow this; the message says why, and what to do first."""


class EditedMeanwhile(Exception):
    """Somebody saved a newer version while this one was being written."""
