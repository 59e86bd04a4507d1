"""Asks to the public and who took part. The common row of every ask; each kind lives in its own folder."""
