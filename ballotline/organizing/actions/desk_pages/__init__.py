"""What organizers see of asks of every kind: frame.py (one ask with its head and tabs), writing.py (the list; write,
look, publish, close; earlier words), people.py (who took part, set aside and cleared, taken along),
waiting.py (who never answered)."""
