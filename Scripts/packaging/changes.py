"""The change log of the project as Debian's packages carry it: changes.py CHANGELOG.md SECONDS

Each `## VERSION` begins an entry, each `- ` a change; SECONDS since 1970 are the date of the newest.
"""

import sys
import textwrap
from email.utils import formatdate
from pathlib import Path

source, seconds = Path(sys.argv[1]), float(sys.argv[2])
entries: list[tuple[str, list[str]]] = []
for line in source.read_text(encoding="utf-8").splitlines():
    if line.startswith("## "):
        entries.append((line[3:].split()[0], []))
    elif line.startswith("- ") and entries:
        entries[-1][1].append(line[2:])
    elif line.startswith("  ") and entries and entries[-1][1]:
        entries[-1][1][-1] += " " + line.strip()
for version, changes in entries:
    print(f"reverie ({version}) stable; urgency=medium\n")
    for change in changes:
        print(textwrap.fill(change, 78, initial_indent="  * ", subsequent_indent="    "))
    print(f"\n -- The Reverie maintainers <maintainers@reverie.example>  {formatdate(seconds)}\n")
