#!/usr/bin/env python3
"""How honest the remaining time is: renders ten presets, and compares what was said on the way with what it took.

    python Scripts/benchmarks/time_left.py [--program .build/release/reverie] [--only WORD]

Each begins with nothing measured, in a cache of its own. Told of each: what the plan said, what the render took from its first step to
the end of the process, the first time left that was said and what was left then; what was said after a tenth of the time, what was
left then, and how far the first is from the second; and the worst error from then on to nine tenths.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SETTINGS = [
    "classic",
    "classic --width 1600 --memory 200MiB",
    "classic --network vgg16 --width 480",
    "puppies-in-the-clouds",
    "changeling --threads 1 --width 600",
    "maco",
    "kaleidoscope",
    "dust-to-beasts",
    "moving-pictures",
    "stained-glass --width 1200",
]


def render(program, setting, folder):
    """The JSON lines of one render, each with the seconds since its clock began; and when the process was done."""
    out = f"{folder}/frames" if "moving" in setting else f"{folder}/out.png"
    command = [program, "run", *setting.split(), "-o", out, "--progress", "json"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    lines, start = [], None
    for line in process.stderr:
        if line.startswith("{"):
            lines.append(json.loads(line))
            if start is None:
                start = time.monotonic() - lines[0]["elapsed_seconds"]
    if process.wait() != 0 or not lines:
        raise SystemExit(f"'{' '.join(command)}' ended with {process.returncode}")
    return lines, time.monotonic() - start


def planned(program, setting):
    said = subprocess.run([program, "plan", *setting.split()], capture_output=True, text=True, check=True).stdout
    line = next((line for line in said.splitlines() if line.startswith("takes about")), "no time")
    return line.removeprefix("takes about ").split(" on this machine")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
    parser.add_argument("--only", default="", help="only settings with this word")
    arguments = parser.parse_args()
    print(
        "| setting | plan | took | said first | was left | said at 10 % | was left | error | worst until 90 % |\n"
        "|---|---|---|---|---|---|---|---|---|")
    for setting in (s for s in SETTINGS if arguments.only in s):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
            plan = planned(arguments.program, setting)
            lines, took = render(arguments.program, setting, folder)

        def error(line):
            left = took - line["elapsed_seconds"]
            return (line["eta_seconds"] or 0) / left - 1, left

        later = [line for line in lines if line["elapsed_seconds"] >= took / 10]
        first, left = error(later[0])
        worst = max((error(line)[0] for line in later if line["elapsed_seconds"] <= 0.9 * took), key=abs, default=first)
        print(
            f"| {setting} | {plan} | {took:.1f} s | {lines[0]['eta_seconds'] or 0:.1f} s | {error(lines[0])[1]:.1f} s "
            f"| {later[0]['eta_seconds'] or 0:.1f} s | {left:.1f} s | {first:+.0%} | {worst:+.0%} |",
            flush=True)


if __name__ == "__main__":
    main()
