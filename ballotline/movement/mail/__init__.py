"""Sends this message to this address if its basis allows: an outbox in the database, drained in batches.

A message is a row written in the transaction of the act that asks for it; its kind is a class in the `mails` module of
the room that asks, named by text. The class says what allows it, how soon it must leave and, when it leaves, its words.
"""
