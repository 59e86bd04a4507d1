"""What the tests are worth: each guard is taken out once, in a copy, and some test must be red. `make mutations`.

`arrivals.py` is the table for the one way in, cut into the files that it joins. Whoever adds a guard there adds its
line; whoever changes one changes it.
"""
