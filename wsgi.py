"""What a WSGI server and the `flask` command start."""

import os

from portal import memory, working
from portal.app import create_app

app = create_app()
memory.look_less()
if app.config["SETTINGS"].work_inside and "FLASK_RUN_FROM_CLI" not in os.environ:
    working.inside(app)
