"""Cases at the desk: queue.py (the list, its question in the address, writing one down, being away), case.py (one case
beside the list, and who else has it open), deeds.py (what is done with one, each with its way back), asked.py (what
people can ask, and ready answers)."""
