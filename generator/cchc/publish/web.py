"""HTTP: connections that are kept open, and failures in words. The only module that knows urllib3."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import urllib3
from urllib3.exceptions import DecodeError, HTTPError, SSLError

from cchc.publish.place import Fault, Tick

AT_ONCE = 8
_PATIENCE = urllib3.Timeout(connect=15, read=60)
Response = urllib3.BaseHTTPResponse
Broken = HTTPError
Undecodable = DecodeError
V = TypeVar("V")
R = TypeVar("R")


def pool(user: str = "", password: str = "") -> urllib3.PoolManager:
    """Connections to servers; redirects are not followed, what failed to connect is tried once more."""
    headers = urllib3.make_headers(basic_auth=f"{user}:{password}") if user else None
    retries = urllib3.Retry(total=None, connect=1, read=1, redirect=0, status=0, other=0, raise_on_redirect=False)
    return urllib3.PoolManager(num_pools=4, maxsize=AT_ONCE, headers=headers, timeout=_PATIENCE, retries=retries)


def fault_of(error: HTTPError) -> Fault:
    """Why a request had no answer."""
    reason = getattr(error, "reason", None) or error
    return Fault.CERTIFICATE if isinstance(reason, SSLError) else Fault.LINE


def concurrently(do: Callable[[V], R], items: Iterable[V], tick: Tick | None = None) -> list[R]:
    """Do something with every item, some at a time, in order; the first failure ends it."""
    results = []
    with ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            for result in threads.map(do, items):
                results.append(result)
                if tick is not None:
                    tick()
        except BaseException:
            threads.shutdown(wait=True, cancel_futures=True)
            raise
    return results
