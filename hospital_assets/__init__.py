"""The project package: it joins the apps together, and no app imports it."""
