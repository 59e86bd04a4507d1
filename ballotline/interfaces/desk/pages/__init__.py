"""What organizers open: today.py (Today, search, keys), people.py (list, person), house.py (settings, mail, jobs)."""
