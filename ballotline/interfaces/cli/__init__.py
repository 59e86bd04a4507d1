"""The `ballotline` command: `ballotline <noun> <verb>`. A command parses, calls one service, prints."""
