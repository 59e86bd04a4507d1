"""The verbs of petitions: signing.py is the signer's side, running.py, checking.py and delivering.py the organizer's.

Each verb is one transaction; it writes an audit entry, and an Activity where a person did something.
Mail and jobs are rows of the same commit.
"""
