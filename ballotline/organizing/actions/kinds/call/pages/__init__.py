"""What callers see: the campaign with its location box, a page for each office, and the end."""
