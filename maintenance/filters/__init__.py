"""The filters of the lists, one FilterSet for each: page, export and REST share it."""
