"""What a JupyterHub's own ``jupyterhub_config.py`` needs to offer Vitrine, see docs/jupyterhub.md."""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821

# In each user's own server, beside their notebooks. The Hub lets only that user in.
c.Spawner.default_url = "/vitrine"

# One for all, under /services/vitrine/. The Hub passes everybody on, so Vitrine asks for a password itself:
# give its hash in the Hub's environment.
c.JupyterHub.services = [
    {
        "name": "vitrine",
        "url": "http://127.0.0.1:8866",
        "command": ["vitrine"],
        "environment": {
            "PORT": "8866",
            "VITRINE_BASE_URL": "/services/vitrine/",
            "VITRINE_PROXY": "127.0.0.1",
            "VITRINE_PASSWORD": os.environ.get("VITRINE_PASSWORD", ""),
        },
    }
]
