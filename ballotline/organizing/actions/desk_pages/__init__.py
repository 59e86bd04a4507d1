"""What organizers see of asks of every kind: frame.py (one ask with its head and tabs), writing.py (the list; write,
look, bring earlier words back), steps.py (publish, end, and back), history.py (what was done, by whom), people.py (who
took part, set aside and cleared, taken along), waiting.py (who never answered)."""
