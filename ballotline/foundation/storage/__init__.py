"""Where files lie that outlive a process: one place for every machine of a house, a folder or a bucket.

BALLOTLINE_STORAGE says which (config.py). Django's `default_storage` has the pictures, which anybody may see; what is
private (deliveries, sheets) is put and read through kept.py, and no address leads to it. Both lie below one place, in
the folders `media`, `deliveries` and `sheets`, so that a backup finds everything there. It knows no room.
"""
