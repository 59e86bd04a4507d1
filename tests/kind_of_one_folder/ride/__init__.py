"""Rides to the polls: neighbors who drive offer a seat, and say yes by mail. A kind of ask for the tests, in one
folder.

Words: a Ride is what we ask for; an Offer is one person's.
"""
