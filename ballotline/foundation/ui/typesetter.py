"""The child process behind pdf.py, the only place that loads Typst. Reads one order, writes one PDF, ends.

Run as `python -m ballotline.foundation.ui.typesetter`; by pdf.py, not by hand.
"""

import contextlib
import json
import resource
import sys

import typst


def limit(kind: int, most: int) -> None:
    # macOS refuses some limits; the time limit of the parent stands all the same.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, most))


def main() -> None:
    order = json.load(sys.stdin)
    limit(resource.RLIMIT_CPU, order["seconds"])
    limit(resource.RLIMIT_DATA, order["megabytes"] << 20)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    pdf = typst.compile(order["template"], format="pdf", root=order["root"], sys_inputs={"data": order["data"]})
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
