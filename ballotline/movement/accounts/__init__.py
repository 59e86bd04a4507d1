"""Who may log in: mailed one-time code, password, second factor, passkey; and which grants they hold.

An Account is the login of one person. A Grant gives it a role until it ends; roles become a Scope here (`roles.py`),
and the other rooms see the Scope only. The conversations of signing in are django-allauth's, in our words and at our
addresses; what they may do is decided here. Nobody can sign up: an owner or the host opens an account.

It must not know what a petition or a chapter is: rights by place come from the rooms above, as grants.
"""
