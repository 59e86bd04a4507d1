"""The one reader of files that somebody brings in: tables, JSON, YAML, archives; and what an import has changed, kept
for 30 days so that it can be taken back. It knows no row's meaning: importers write.

Whatever is read here may be cut off, of another kind, or made to fill the memory. So a file is looked at by its
content, has limits (limits.py), and is read to its end once before its first row is given out: who reads it can
refuse it before anything is written. A refusal is one sentence that names the file and says what to do (Refused).

content.py unpacks gzip and knows other kinds; text.py finds the encoding; tables.py, trees.py and archives.py stand
on both, and sheets.py reads a table out of a spreadsheet. What importers ask of a cell stands in cells.py. Where what
was read doesn't fit into memory, staged.py holds it until it is written.

models.py holds the imports that were done; traces.py writes down what one changes while it writes; undoing.py takes it
back.
"""
