"""What everybody sees who takes part: asking.py (the press, and the page after it),
confirming.py (behind the mailed link)."""
