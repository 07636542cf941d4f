"""What the server under test serves: the portal, and the floors below /floor."""

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench import floors
from portal import memory
from portal.app import create_app

_portal = create_app()
_settings = _portal.config["SETTINGS"]
_floors = floors.create_app(_settings.database_url, _settings.secret_key.get_secret_value())
app = DispatcherMiddleware(_portal, {floors.PREFIX: _floors})
memory.look_less()  # as wsgi.py does
