"""Chapters: the tree from the whole organization down to a neighborhood, who belongs to it, who leads it, how it is
founded, and which one serves a place.

Words: a Chapter has a territory (a set of divisions; where several hold one, the most specific serves), a parent, and a
life: applied, provisional, chartered, suspended, dissolved. A Membership is a person's, dated; an OfficerTerm gives its
person rights at the chapter and what lies below, and they end with it. A Requirement is one thing that a chapter does
to be chartered; the Charter is the versioned text that it accepts. It must not know what is asked or answered there:
rooms above keep a chapter's key with their rows, and read by the Scope that is computed here.
"""
