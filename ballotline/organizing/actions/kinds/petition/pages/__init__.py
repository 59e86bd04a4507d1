"""What signers see: public.py (list and petition), signing.py (the form's way), after.py (thanks, confirm),
sharing.py (the
share block), asking.py (tell me when), elsewhere.py (embed, count, sheet, share link, check)."""
