"""What a surveyor is handed: one PDF, and all of it as files in one ZIP."""
