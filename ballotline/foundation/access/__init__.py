"""Who may pass which door: actors, scopes, named policies, the same-site guard of public forms.

It knows no role and no account: `accounts` computes a Scope, bound once in settings as BALLOTLINE_SCOPE: of each
permission its Reach. Rooms give out only what lies within the Reach that a door or a page hands them. A URL without a
policy fails the start-up check.
"""
