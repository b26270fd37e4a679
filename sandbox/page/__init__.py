"""The stand-in's page: Slack's client as a person uses it, drawn by the server."""
