"""What Foundation brings and a dream does without, left out of the program.

slim_runtime.py libcurl LIBRARIES TARGET: makes TARGET/libcurl.a, whose functions end the process. The web server that the studio stands on has a
handler that asks other servers, by URLSession, and so by libcurl, which has twenty libraries behind it; Reverie has no such handler, and asks no server for
anything. LIBRARIES is Swift's folder of static libraries.

slim_runtime.py tables PROGRAM: leaves in ICU's tables, 34 MB of a linked program, those of the one language that Reverie speaks: names of places, months and
units in 700 languages, orders of their alphabets, encodings of the last century go. English and what no language is without stay, a tenth of it; the rest
becomes zeros, so that nothing in the program moves, and a package has no more of them. Where a user's own language is not among them ICU takes its root, as it
does for those that it never knew; Reverie asks it for nothing but dates in ISO 8601 and canonical letters.

The layout is that of ICU's package files ("CmnD", common/ucmndata.h): a header that says its own length, a count, for each item the places of its name
and of its content behind the header, the names, and the contents, each at a multiple of 16.
"""

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path


def run(*command: object) -> bytes:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout


def is_kept(path: str) -> bool:
    """An item by its name: `curr/de_AT.res`, `zoneinfo64.res`, `gb18030-2022.cnv`."""
    folder, _, name = path.rpartition("/")
    stem, _, kind = name.rpartition(".")
    if kind in ("cnv", "dict") or folder in ("rbnf", "translit") or stem.startswith(("burmese", "Thai")):
        return False
    # A language's own: two or three letters, and what may follow; all else is for every language, as `pool` and `root` are.
    if kind == "res" and re.fullmatch(r"[a-z]{2,3}(_.*)?", stem):
        return stem in ("en", "en_001", "en_US", "en_US_POSIX")
    return name not in ("unames.icu", "confusables.cfu", "cnvalias.icu")


def items(data: bytes, first: int) -> tuple[int, list[tuple[bytes, bytes]], int]:
    """How long the header of the package at a place is, each name with its content, and where the last but one ends: the last one's own length is not said."""
    start = struct.unpack_from("<H", data, first)[0]
    count = struct.unpack_from("<I", data, first + start)[0]
    places = [struct.unpack_from("<II", data, first + start + 4 + 8 * i) for i in range(count)]
    begin = first + start
    names = [data[begin + name : data.index(0, begin + name)] for name, _ in places]
    ends = [content for _, content in places[1:]]
    return start, [(name, data[begin + place[1] : begin + end]) for name, place, end in zip(names, places, ends)], begin + ends[-1]


def package(header: bytes, kept: list[tuple[bytes, bytes]]) -> bytes:
    names = b"".join(name + b"\0" for name, _ in kept)
    room = 4 + 8 * len(kept) + len(names)
    table, contents, name_at, content_at = struct.pack("<I", len(kept)), b"", 4 + 8 * len(kept), room + -(len(header) + room) % 16
    first = content_at
    for name, content in kept:
        table += struct.pack("<II", name_at, content_at)
        padded = content + bytes(-len(content) % 16)
        contents += padded
        name_at, content_at = name_at + len(name) + 1, content_at + len(padded)
    return header + table + names + bytes(first - room) + contents


def slim_tables(program: Path) -> None:
    data = program.read_bytes()
    found = [place.start() - 12 for place in re.finditer(b"CmnD\x01", data) if data[place.start() - 10 : place.start() - 8] == b"\xda\x27"]
    if len(found) != 1:
        sys.exit(f"slim_runtime: {program} has {len(found)} packages of ICU's tables, and one was looked for")
    first = found[0]
    start, whole, end = items(data, first)
    # Names begin with that of the package: `icudt76l/`. The last one, whose length nothing says, is Zulu's time zones.
    kept = [item for item in whole if is_kept(item[0].decode().partition("/")[2])]
    made = package(data[first : first + start], kept)
    with program.open("r+b") as file:
        file.seek(first)
        file.write(made + bytes(end - first - len(made)))
    print(f"{len(kept)} of {len(whole)} tables of ICU, {len(made) / 1e6:.1f} of {(end - first) / 1e6:.1f} MB")


def no_requests(libraries: Path, target: Path, work: Path) -> None:
    # Swift brings a compiler of C.
    clang = Path(os.path.realpath(shutil.which("swift") or "swift")).with_name("clang")
    target.mkdir(parents=True, exist_ok=True)
    wanted = run("nm", "-u", libraries / "lib_CFURLSessionInterface.a").decode()
    names = sorted(set(re.findall(r"\b(curl_\w+)$", wanted, re.MULTILINE)))
    functions = "".join(f"void {name}(void) {{ abort(); }}\n" for name in names)
    (work / "none.c").write_text(f"#include <stdlib.h>\n{functions}")
    run(clang, "-c", "-fno-builtin", work / "none.c", "-o", work / "none.o")
    (target / "libcurl.a").unlink(missing_ok=True)
    run("ar", "rc", target / "libcurl.a", work / "none.o")


if sys.argv[1] == "tables":
    slim_tables(Path(sys.argv[2]))
else:
    with tempfile.TemporaryDirectory() as folder:
        no_requests(Path(sys.argv[2]), Path(sys.argv[3]), Path(folder))
