"""How the public record of places comes in: tables.py reads any of its tables,
zips.py and divisions.py know what a row means."""
