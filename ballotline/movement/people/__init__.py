"""One human once: contact points, consent with its evidence, tags, activities.

A Person enters only through a verified act (`identify`); an unconfirmed form touches nobody here.
"""
