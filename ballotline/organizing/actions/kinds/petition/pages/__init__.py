"""What signers see: public.py (list and petition), signing.py (the form's way), after.py (thanks, confirm, counted),
elsewhere.py (embed, count, sheet, share link, check)."""
