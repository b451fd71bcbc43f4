#!/usr/bin/env python3
"""What bands of rows cost: a network's step on large pictures within bounds, beside the same step unbounded.

    python Scripts/benchmarks/bands.py [--program .build/release/reverie] [--only WORD] [--steps 3]

Every step is timed in a process of its own, by `networks bench`, whose peak is what the system says of it. A bound of 0 MiB is none. Told
of each: megapixels, the bound, milliseconds, microseconds for a thousand pixels and how many times those of a picture of one megapixel
that nothing bounds, the peak, and what of it came after the network was loaded, in bytes a pixel.
"""
import argparse
import json
import pathlib
import subprocess

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
# Network, layer, height, width, bounds in MiB.
STEPS = [
    ("squeezenet", "fire9", 1024, 1024, [0, 130, 110]),
    ("squeezenet", "fire9", 2048, 2048, [0, 400, 300, 250]),
    ("squeezenet", "fire9", 4000, 6000, [0, 1024]),
    ("squeezenet", "fire9", 8192, 12288, [3072]),
    ("efficientnet-lite0", "block11", 1024, 1024, [0, 150]),
    ("vgg16", "conv4_3", 1024, 1024, [0, 400]),
]


def measured(program, network, layer, height, width, bound, steps):
    command = [
        program, "networks", "bench", network, "--layer", layer, "--height", str(height), "--width", str(width),
        "--steps", str(steps), "--json",
    ]
    if bound:
        command += ["--memory", f"{bound}MiB"]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
    parser.add_argument("--only", default="", help="only steps whose network, layer or size has this word in it")
    parser.add_argument("--steps", type=int, default=3)
    options = parser.parse_args()
    small = {}
    print(f"{'':36} {'bound':>8} {'step':>10} {'1000 px':>9} {'times':>6} {'peak':>9} {'a pixel':>8}")
    for network, layer, height, width, bounds in STEPS:
        name = f"{network} {layer} {width}x{height}"
        if options.only not in name:
            continue
        for bound in bounds:
            found = measured(options.program, network, layer, height, width, bound, options.steps)
            said = f"{bound} MiB" if bound else "none"
            if isinstance(found, str):
                print(f"{name:36} {said:>8} {found}")
                continue
            pixels = height * width
            each = found["median_seconds"] / pixels * 1e9
            if network not in small:
                small[network] = each
            held = (found["peak_rss_bytes"] - found["loaded_rss_bytes"]) / pixels
            print(
                f"{name:36} {said:>8} {found['median_seconds'] * 1e3:7.0f} ms {each:6.1f} us {each / small[network]:6.2f} "
                f"{found['peak_rss_bytes'] / 2**20:5.0f} MiB {held:6.0f} B")


if __name__ == "__main__":
    main()
