"""Run as `python -m tests.papers.measured < paper`: reads one paper in a process of its own, and says what it cost.

Seconds are those of the processor: what else the machine is busy with does not count.
"""

import io
import json
import os
import re
import resource
import sys
import time
from pathlib import Path


def most_megabytes() -> float:
    """The most memory this process ever held, in megabytes; what it was before it became itself does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "gfmd.settings"
    import django

    django.setup()
    from roundtables.conceptpapers.proposal import propose
    from roundtables.conceptpapers.reading import read_paper
    from roundtables.conceptpapers.text import PaperUnreadable

    content = sys.stdin.buffer.read()
    started, sentence, characters = time.process_time(), "", 0
    try:
        characters = len(json.dumps(propose(read_paper(io.BytesIO(content), "paper.docx")).as_dict()))
    except PaperUnreadable as refusal:
        sentence = str(refusal)
    cost = {"seconds": time.process_time() - started, "megabytes": most_megabytes()}
    print(json.dumps({**cost, "sentence": sentence, "characters": characters}))  # noqa: T201


if __name__ == "__main__":
    main()
