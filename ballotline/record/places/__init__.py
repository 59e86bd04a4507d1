"""Where things are: ZIP codes with their towns, divisions by their Open Civic Data ids,
and the lines they were drawn with. No people.

A ZIP code is mail's idea of a place: a town's name for showing, never a district. What is typed in a form is kept as
typed by the form's own room; here it is only looked up. A division is what one votes in and is governed by.

typed.py reads what somebody typed, by the way streets are written (streets.py); on_file.py finds its houses and
streets. drawn.py knows whose ground a shape on a map is; pack.py asks points of all lines on file; geocoding.py makes a
point of an address; locating.py puts them together and says what is sure. Asking stores nothing.
"""
