#!/usr/bin/env python3
"""What renders hold: ten presets within three bounds at three sizes, the plan beside the peak.

    python Scripts/benchmarks/memory.py [--program .build/release/reverie] [--only WORD] [--sizes 600,1500,3000] [--bounds 0,600,300]

Every render is a process of its own, whose peak is what the system says of it when it has ended (`wait4`). Of the presets' steps two are
taken at each size: no later step holds more. A bound of 0 MiB is none. Told of each: what the plan said, the peak, the peak in parts of
the plan and of the bound; of what is refused, what the refusal asks for, which is then tried at once.
"""
import argparse
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PRESETS = [
    "classic", "laplacian", "lucid-visualisation", "maco", "engraving", "kaleidoscope", "two-worlds", "class-portrait",
    "painter", "daydream",
]
# Steps are numbers, parameters, or lists of either.
STEPS = re.compile(r"\bsteps = (\{[^}]*\}|p\.\w+|\d+)")


def photo(path, width, height):
    """A PNG that a compressor can do little about: by a process of its own, as a child's peak is counted from its parent's size on."""
    command = [sys.executable, __file__, "--photo", str(path), str(width), str(height)]
    subprocess.run(command, check=True)


def paint(path, width, height):
    noise = bytes((i * 2654435761 >> 13) & 63 for i in range(3 * width + 977))
    rows = b"".join(
        b"\0" + bytes((v + 96 * y // height) & 255 for v in noise[y % 977 : y % 977 + 3 * width]) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")
    pathlib.Path(path).write_bytes(data)


def run(command):
    """The exit status, what was said, and the peak in MiB."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode(errors="replace"), usage.ru_maxrss / 1024


def mebibytes(text):
    number, unit = re.search(r"holds about ([\d.]+) ([KMG])iB", text).groups()
    return float(number) * {"K": 1 / 1024, "M": 1, "G": 1024}[unit]


def measure(program, preset, picture, bound, folder):
    options = ["--memory", f"{bound}MiB"] if bound else []
    status, said, _ = run([program, "plan", preset, *picture, *options])
    if status != 0:
        asked = re.search(r"--memory (\d+)MiB", said)
        if not asked:
            return None, None, said.strip().splitlines()[-1][:100]
        least = int(asked.group(1))
        options = ["--memory", f"{least}MiB"]
        status, said, _ = run([program, "plan", preset, *picture, *options])
        if status != 0:
            return None, None, f"refused, and {least} MiB, which it asks for, too"
        note = f"refused; within the {least} MiB that it asks for"
        bound = least
    else:
        note = ""
    plan = mebibytes(said)
    status, said, peak = run(
        [program, "run", preset, *picture, "-o", f"{folder}/out.png", "--force", "--progress", "none", *options])
    if status != 0:
        return plan, None, said.strip().splitlines()[-1][:100]
    if bound and peak > 1.02 * bound:
        note += f" {100 * (peak / bound - 1):.0f} % OVER THE BOUND"
    return plan, peak, note


def main():
    if sys.argv[1:2] == ["--photo"]:
        return paint(sys.argv[2], *map(int, sys.argv[3:]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
    parser.add_argument("--only", default="")
    parser.add_argument("--sizes", default="600,1500,3000", help="longer sides in pixels")
    parser.add_argument("--bounds", default="0,600,300", help="in MiB")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(CHECKOUT / "Presets", f"{folder}/presets")
        print(f"{'preset':22} {'pixels':>9} {'bound':>6} {'plan':>6} {'peak':>6} {'÷ plan':>6}")
        for size in map(int, arguments.sizes.split(",")):
            picture = f"{folder}/{size}.png"
            photo(picture, size, size * 2 // 3)
            for name in PRESETS:
                if arguments.only not in name:
                    continue
                path = pathlib.Path(folder, "presets", f"{name}.lua")
                path.write_text(STEPS.sub("steps = 2", path.read_text()))
                for bound in map(int, arguments.bounds.split(",")):
                    plan, peak, note = measure(arguments.program, str(path), [picture], bound, folder)
                    ratio = f"{peak / plan:6.2f}" if plan and peak else "     –"
                    show = [f"{value:6.0f}" if value else "     –" for value in (plan, peak)]
                    pixels = f"{size}×{size * 2 // 3}"
                    print(f"{name:22} {pixels:>9} {bound or '–':>6} {show[0]} {show[1]} {ratio} {note}", flush=True)


if __name__ == "__main__":
    main()
