"""Set up and look after webhooks; bring what happens to where they lead."""
