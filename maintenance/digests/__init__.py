"""The mails that tell people of their due work."""
