"""An app that exists for the proofs of the worker only: jobs that leave countable lines in the audit log."""
