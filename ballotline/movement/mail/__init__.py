"""Sends this message to this address if its basis allows: an outbox in the database, drained in batches.

A message is a row written in the transaction of the act that asks for it; its words are a dataclass in the
`mails` module of the room that asks, named by text and rendered when it leaves.
"""
