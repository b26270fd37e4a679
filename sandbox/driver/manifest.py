"""Reading an app manifest: commands, shortcuts, scopes and events."""

import json
from pathlib import Path

from sandbox.json_types import JsonObject
from sandbox.state import App


def load_manifest(app: App, path: Path) -> None:
    """Set up the app as its manifest declares it; optional scopes are granted too."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    features: JsonObject = manifest.get("features", {})
    app.commands = {c["command"]: c for c in features.get("slash_commands", [])}
    app.shortcuts = list(features.get("shortcuts", []))
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    granted = {*scopes.get("bot", []), *scopes.get("bot_optional", [])}
    app.scopes = granted or app.scopes
    subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
    app.events = set(subscriptions.get("bot_events", []))
    home = features.get("app_home", {})
    app.home_tab = bool(home.get("home_tab_enabled", True))
    app.messages_tab = bool(home.get("messages_tab_enabled", True))
