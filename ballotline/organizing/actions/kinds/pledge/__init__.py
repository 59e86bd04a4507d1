"""Pledges: a promise with a condition and a day, made in public and confirmed by mail. "I will not … unless … by …."

Words: a Pledge is the sentence; a Promise is one person's. The condition is decided once, with its source, and
everybody who promised is told. A pledge is not a signature and never becomes one. Counts of small places are put
together.
"""
