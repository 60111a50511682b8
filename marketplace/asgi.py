"""The sockets: `uvicorn marketplace.asgi:application`. Pages are served by WSGI; here they are a fallback only."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

http = get_asgi_application()

from projects.boards.sockets import routes as boards  # noqa: E402  (Django must be set up before an app's modules)
from social.calls.sockets import routes as calls  # noqa: E402
from social.sockets import routes as notices  # noqa: E402
from social.talk.sockets import routes as threads  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([*notices, *threads, *boards, *calls]))),
    }
)
