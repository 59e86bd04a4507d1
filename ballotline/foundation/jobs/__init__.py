"""Runs a named function later, again, periodically: retries with back-off, idempotency,
recovery of a killed worker's job.

It does not know what the function does: a job is named by text, `petition.build_delivery` is the function
`build_delivery` in the `tasks` module of the app labeled `petition`. So a room may ask for a job of a room above it.

To ask: `services.enqueue`. To write one: a function in `tasks.py`, short and in the database only; or `@jobs.long`.
"""
