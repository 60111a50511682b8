"""The one inline script of the site: it puts the remembered colours on the page before the first paint.

It is allowed by its hash, not by a nonce, so that a page may be cached whole and stays the same byte for byte.
"""

import base64
import hashlib

SCHEME_SCRIPT = 'try{document.documentElement.dataset.scheme=localStorage.scheme||""}catch{}'


def script_source(script: str = SCHEME_SCRIPT) -> str:
    """The Content-Security-Policy source that allows exactly this script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"
