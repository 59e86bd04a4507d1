"""Where things are: today the ZIP table only, code by code with its town, state, county and kind. No people.

A ZIP code is mail's idea of a place: a town's name for showing, never a district. What is typed in a form is kept as
typed by the form's own room; here it is only looked up.
"""
