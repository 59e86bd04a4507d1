"""Who did what to which object and when: kinds, public ids, verbs and changed field names.

Append-only. Never a person's name or address, so a log can be read aloud. It imports nobody.
"""
