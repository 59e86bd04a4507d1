"""Who may pass which door: actors, scopes, named policies, the same-site guard of public forms.

It knows no role and no account: `accounts` computes a Scope, bound once in settings as BALLOTLINE_SCOPE;
rooms filter by the Scope they are given. A URL without a policy fails the start-up check.
"""
