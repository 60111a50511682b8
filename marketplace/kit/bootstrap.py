"""The one inline script of the site: it puts the remembered colours on the page before the first paint.

What this browser remembers comes before what the person chose for all of theirs. It is allowed by its hash, not by a
nonce, so that a page may be cached whole and stays the same byte for byte.
"""

import base64
import hashlib

SCHEME_SCRIPT = 'try{let d=document.documentElement.dataset;d.scheme=localStorage.scheme||d.scheme||""}catch{}'


def script_source(script: str = SCHEME_SCRIPT) -> str:
    """The Content-Security-Policy source that allows exactly this script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"
