"""Each rule, query and verb changed a little, one change at a time: a test must be red. `make mutants`."""
