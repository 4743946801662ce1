"""Says by its exit status whether an address answers 200: `python -m deploy.launch.probe http://127.0.0.1:8002/health/ready`.

For health checks inside a container, which has neither curl nor wget.
"""

import http.client
import sys
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 3


def answers(url: str) -> bool:
    """Whether a GET is answered with 200 in time."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", address.path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1]))
