"""Each folder is one kind of ask, found by being here; it is a Django app of its own."""
