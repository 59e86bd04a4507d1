"""Ballotline: the software that an independent, member-run political organization runs on.

Six floors, and a room imports only what lies below it:
interfaces > campaigns > organizing > movement > record > foundation.
`record` is the public record and knows no supporter. `make check` keeps all of this true.
"""

__version__ = "0.1.0"
