"""How everything looks: base layout, tokens, form fields, accessible charts from plain numbers, PDF, markdown.

It draws what it is given and knows no room. The rules of the look are in docs/explanation/look.md.
"""
