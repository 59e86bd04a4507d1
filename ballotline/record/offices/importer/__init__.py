"""How lists of officials come in: items.py reads YAML item by item, congress.py, openstates.py and table.py know what an item means,
run.py brings a whole list in. A broken item is named with file and line, and the rest goes on."""
