"""The one way in for everybody who takes part: what a stranger typed waits here until the mailbox's owner says yes.

A press makes a row of its own, and no press changes, shows, replaces or deletes another's. The owner of the mailbox
sees all of it on one page, changes what is not right, and presses: only what stood there is recorded, and only then a
human enters the house. The room knows no kind of ask: a kind adds its own fields to `models.Arrival` and
`forms.ArrivalForm`, and says in its module `arriving` what it is called and what counting means to it
(`declared.Kind`).
"""
