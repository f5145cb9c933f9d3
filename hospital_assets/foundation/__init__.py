"""Glue without any knowledge of the field, which every app may use."""
