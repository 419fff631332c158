"""``./run code``: the demonstration's second factor of this moment."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import sys
import time
from pathlib import Path

SECONDS = 30


def make_code(key: str, at: float) -> str:
    """Make the six digits of RFC 6238 for a moment."""
    counter = struct.pack(">Q", int(at // SECONDS))
    digest = hmac.new(base64.b32decode(key), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from examples.calderwick.log_ins import SECOND_FACTOR as KEY

    print(f"{make_code(KEY, time.time())}   for {SECONDS - int(time.time()) % SECONDS} more seconds")
