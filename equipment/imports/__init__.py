"""Registers that come as files: read them, understand them, plan, then write."""
