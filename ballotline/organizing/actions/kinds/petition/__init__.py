"""Petitions: a text that people sign, confirm by mail and share, and a list that anyone can verify.

Words: a Signature is pending (typed, nobody touched), confirmed (the mailbox's owner pressed the button),
invalidated (taken out by an organizer) or quarantined (looks odd; the mail decides).
"""
