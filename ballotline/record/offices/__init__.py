"""Who holds which office: jurisdictions, offices, seats, terms, officials with their phone lines, committees.

Public record, no supporter.

A jurisdiction governs a division; an office of it represents a division (a ward, a district, the whole); a seat is one
chair of an office, of which there may be several; a term is one official in a seat from a day to a day. A seat without
a current term is vacant, or nobody is on file. Each row says its source and as of which day. A term's parties are rows,
in the order in which its list writes them. queries.py answers who represents which divisions on a day; what lists say
is written by keeping.py and committees.py, what the desk says by services.py, and of two words about one seat the
younger counts.
"""
