"""Everything that the house holds in one file, read back before it counts;
it knows no room, only files and a database."""
