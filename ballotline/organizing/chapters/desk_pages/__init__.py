"""Chapters at the desk: tree.py (which there are, and what is asked of all), chapter.py (one: how far it is, its steps,
its words and area), members.py (who belongs, dues, officers); frame.py is around each."""
