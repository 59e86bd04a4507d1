"""What organizers see of petitions: running.py (list, write, publish, end), signers.py (signatures, comments, paper),
sending.py (delivery)."""
