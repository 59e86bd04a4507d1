"""Where organizers work: Today, lists, search, the person page, settings. Thin pages that join rooms."""
