"""What the reports count: rows that a person may see, added up in the database."""
