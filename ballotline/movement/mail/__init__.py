"""Sends this message to this address if its basis allows: an outbox in the database, drained in batches. And takes in
what people write to us.

A message is a row written in the transaction of the act that asks for it; its kind is a class in the `mails` module of
the room that asks, named by text. The class says what allows it, how soon it must leave and, when it leaves, its words.

What comes in is kept whole before it is acknowledged, then read, then handed to the room that wants it (`inbound/`).
Whoever wants mail says so in its module `mail_in`. A mail is a letter and no key: nothing is allowed or done because it
says who sent it.
"""
