"""Who we are and how we reach each other: people, mail, accounts."""
