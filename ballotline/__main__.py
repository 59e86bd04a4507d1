"""`python -m ballotline` is the same as `ballotline`."""

from ballotline.interfaces.cli.main import main

main()
