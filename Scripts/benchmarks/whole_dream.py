#!/usr/bin/env python3
"""Whole dreams beside the network's part of them: wall time ÷ the sum of the steps as `networks bench` times them.

    python Scripts/benchmarks/whole_dream.py [--program .build/release/reverie] [--before OTHER] [--rounds 3] [--only WORD]
    venv/bin/python Scripts/benchmarks/whole_dream.py --torch   # classic at 768 and 2000 pixels beside torch_dream.py

Each round renders a preset, from the start of the process to the written picture, and times a step of the same network to the same layer at
every size that the plan names; what is told is the median of the rounds. With another program beside it the two take turns; so do PyTorch and ours with
--torch, which needs torch, torchvision, onnx and Pillow and times no steps.
"""
import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from memory import photo

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
# The longer side of the picture, the network, and the layer that the preset reads of it, by its depth as it does.
DREAMS = {
    "classic": (2000, "efficientnet-lite0", "0.75"),
    "maco": (768, "efficientnet-lite0", "0.7"),
    "kaleidoscope": (1200, "efficientnet-lite0", "0.7"),
}
STEPS_TIMED = 8


def seconds(command):
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def octaves(program, preset, picture):
    """(steps, width, height) of every octave of every stage."""
    said = subprocess.run([program, "plan", preset, picture], check=True, capture_output=True, text=True).stdout
    found = []
    for steps, sizes in re.findall(r"(\d+) steps on each of (.*)", said):
        found += [(int(steps), *map(int, size.split("×"))) for size in sizes.split(" → ")]
    return found


def network_seconds(program, network, layer, sizes):
    total = 0.0
    for steps, width, height in sizes:
        said = subprocess.run(
            [program, "networks", "bench", network, "--layer", layer, "--width", str(width), "--height", str(height),
             "--steps", str(STEPS_TIMED), "--json"], check=True, capture_output=True, text=True).stdout
        total += steps * json.loads(said)["median_seconds"]
    return total


def beside_torch(program, rounds, folder):
    """Whole dreams of `classic`, ours and PyTorch's in turn, each a process."""
    print(f"{'preset':14} {'pixels':>9} {'dream':>8} {'PyTorch':>8} {'ratio':>6}")
    for side in (768, 2000):
        picture = f"{folder}/{side}.png"
        photo(picture, side, side * 2 // 3)
        sizes = [f"{steps}:{width}×{height}" for steps, width, height in octaves(program, "classic", picture)]
        ours = [program, "run", "classic", picture, "-o", f"{folder}/o.png", "--force", "--progress", "none"]
        peer = [sys.executable, str(CHECKOUT / "Scripts/benchmarks/torch_dream.py"), picture, f"{folder}/t.png", *sizes]
        pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
        own, other = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(other / own for own, other in pairs)
        print(f"{'classic':14} {side}×{side * 2 // 3:<4} {own:7.2f}s {other:7.2f}s {ratio:6.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
    parser.add_argument("--before", help="another build, to compare with")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--torch", action="store_true", help="beside PyTorch instead")
    arguments = parser.parse_args()
    programs = [arguments.program] + ([arguments.before] if arguments.before else [])
    with tempfile.TemporaryDirectory() as folder:
        if arguments.torch:
            return beside_torch(arguments.program, arguments.rounds, folder)
        print(f"{'preset':14} {'pixels':>9} {'network':>8}" + f" {'dream':>8} {'ratio':>6}" * len(programs))
        for preset, (side, network, layer) in DREAMS.items():
            if arguments.only not in preset:
                continue
            picture = f"{folder}/{side}.png"
            photo(picture, side, side * 2 // 3)
            sizes = octaves(arguments.program, preset, picture)
            steps, walls = [], {program: [] for program in programs}
            for _ in range(arguments.rounds):
                steps.append(network_seconds(arguments.program, network, layer, sizes))
                for program in programs:
                    walls[program].append(
                        seconds([program, "run", preset, picture, "-o", f"{folder}/o.png", "--force", "--progress", "none"]))
            base = statistics.median(steps)
            told = "".join(f" {statistics.median(w):7.2f}s {statistics.median(w) / base:6.2f}" for w in walls.values())
            print(f"{preset:14} {side}×{side * 2 // 3:<4} {base:7.2f}s{told}", flush=True)


if __name__ == "__main__":
    main()
