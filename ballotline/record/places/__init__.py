"""Where things are: ZIP codes with their towns, and divisions by their Open Civic Data ids. No people.

A ZIP code is mail's idea of a place: a town's name for showing, never a district. What is typed in a form is kept as
typed by the form's own room; here it is only looked up. A division is what one votes in and is governed by.
"""
