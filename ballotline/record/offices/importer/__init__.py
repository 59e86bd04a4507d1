"""How lists of officials come in: items.py reads YAML item by item, congress.py, openstates.py and table.py know what
an item means, by fields of known kinds (fields.py); run.py reads a whole list, bringing_in.py has it written. A broken
item is named with file and line, and the rest goes on."""
