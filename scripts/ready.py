"""The container's health check: asks /readyz on this machine, and succeeds when it answers 200."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

# The product answers only to its own name, also when it is asked from next door.
name = urlsplit(os.environ.get("SITE_URL", "http://127.0.0.1:8000")).netloc
request = urllib.request.Request(
    f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/readyz", headers={"Host": name}
)
try:
    with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
        print(answer.read().decode())
except urllib.error.HTTPError as refusal:
    sys.exit(refusal.read().decode())
except OSError as problem:
    sys.exit(f"The web server does not answer: {problem}")
