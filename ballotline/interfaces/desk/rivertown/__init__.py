"""The invented town that the demo shows: Rivertown, in the invented state of Meander.

names.py holds its people, build.py makes them act through the same verbs as real ones (seed fixed, dates counted from
today), remove.py takes all of it out again and keeps what an organizer made.
"""
