"""What signers see: public.py (list and petition), signing.py (the form, one click), sharing.py (the share block),
asking.py (tell me when), elsewhere.py (embed, count, sheet, share link, check). The page after the press and what lies
behind the mailed link are the same for all kinds, and stand in `arrivals`."""
