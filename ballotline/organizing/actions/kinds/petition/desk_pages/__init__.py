"""What only petitions have at the desk: signers.py (taking out, comments, paper), telling.py (link, updates, how it
ended), sending.py (delivery)."""
