"""The ways in: site, desk and command. Pages here join rooms; no rule of the domain lives here."""
