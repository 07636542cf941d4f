"""What a WSGI server and the `flask` command start."""

from portal.app import create_app

app = create_app()
