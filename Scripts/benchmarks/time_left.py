#!/usr/bin/env python3
"""How honest the remaining time is: renders ten settings, and compares what was said after a tenth of the time with what it took.

    python Scripts/benchmarks/time_left.py [--program .build/release/reverie] [--only WORD]

For each: what the plan said, what the render took from its first step to the end of the process, the time left that was said after a
tenth of it, the time that was left, and how far the first is from the second; and the worst error from then on to nine tenths.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SETTINGS = [
    "classic --width 1200",
    "classic --network efficientnet-lite0",
    "classic --network vgg16 --width 480",
    "classic --set depth=0.3 --set octaves=8 --width 900",
    "puppies-in-the-clouds",
    "puppies-in-the-clouds --network efficientnet-lite0 --width 600",
    "zebra-herd",
    "zebra-herd --threads 1 --width 600",
    "classic --width 1600 --memory 200MiB",
    "{checkout}/Scripts/examples/two-creatures.lua",
]


def render(program, setting, folder):
    """The JSON lines of one render, each with the seconds since its clock began; and when the process was done."""
    command = [program, "run", *setting.format(checkout=CHECKOUT).split(), "-o", f"{folder}/out.png", "--progress", "json"]
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
    said = subprocess.run(
        [program, "plan", *setting.format(checkout=CHECKOUT).split()], capture_output=True, text=True, check=True).stdout
    return next((line for line in said.splitlines() if line.startswith("takes about")), "no time").removeprefix("takes about ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
    parser.add_argument("--only", default="", help="only settings with this word")
    arguments = parser.parse_args()
    print("| setting | plan | took | said at 10 % | was left | error | worst until 90 % |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for setting in (s for s in SETTINGS if arguments.only in s):
            plan = planned(arguments.program, setting).removesuffix(" on this machine")
            lines, took = render(arguments.program, setting, folder)

            def error(line):
                left = took - line["elapsed_seconds"]
                return (line["eta_seconds"] or 0) / left - 1, left

            later = [line for line in lines if line["elapsed_seconds"] >= took / 10]
            first, left = error(later[0])
            worst = max((error(line)[0] for line in later if line["elapsed_seconds"] <= 0.9 * took), key=abs, default=first)
            name = setting.format(checkout="").replace("/Scripts/examples/", "")
            print(
                f"| {name} | {plan} | {took:.1f} s | {later[0]['eta_seconds']:.1f} s | {left:.1f} s | {first:+.0%} | {worst:+.0%} |",
                flush=True)


if __name__ == "__main__":
    main()
