"""What a step through a network takes on a graphics card at least: a roofline of the shaders, beside what a device takes.

    python Scripts/benchmarks/devices.py [--program .build/release/reverie] [--device llvmpipe] [--steps 3] NETWORK:LAYER:SIZE…

A step is forward to a layer and back to the picture. Operations are those that the shaders do, with what squares of 64 × 64 compute
beside the picture and the channels; bytes are those that every layer reads and writes once: its operands, its output, their gradients, its
weights. A card takes at least the longer of both at its maker's figures. Prints a table in Markdown.
"""

import argparse
import json
import math
import re
import subprocess

# Published float32 operations and bytes a second: https://images.nvidia.com/aem-dam/Solutions/geforce/ada/nvidia-ada-gpu-architecture.pdf,
# https://www.amd.com/en/products/graphics/desktops/radeon/7000-series/amd-radeon-rx-7900xtx.html,
# https://www.intel.com/content/www/us/en/products/sku/229151/intel-arc-a770-graphics-16gb/specifications.html
CARDS = {"RTX 4090": (82.6e12, 1008e9), "RX 7900 XTX": (61.4e12, 960e9), "Arc A770": (19.7e12, 560e9)}


def padded(count, side=64):
    return math.ceil(count / side) * side


def layers(program, network, size):
    """Kind, channels, height, width and useful operations of every layer."""
    text = subprocess.run(
        [program, "networks", "layers", network, "--size", str(size)], check=True, capture_output=True, text=True
    ).stdout
    for line in text.splitlines()[1:]:
        found = re.match(r"(\S+)\s+(.*?)\s+(\d+)×(\d+)×(\d+)\s+\S+\s+\S+\s+(\d+)\s*$", line)
        if found:
            name, words, channels, height, width, work = found.groups()
            yield [name, *words.split(None, 1)], words, int(channels), int(height), int(width), int(work) * 1e6


def convolution(kind, channels, area, work):
    """Operations of both directions as the shaders do them, and the weights."""
    kernel, stride = re.search(r"(\d+)×(\d+)", kind), re.search(r"/(\d+)", kind)
    taps, stride = int(kernel[1]) * int(kernel[2]), int(stride[1]) if stride else 1
    if "depthwise" in kind or "grouped" in kind:
        return 2 * work, channels * taps
    read = max(1, round(work / (2 * channels * area * taps)))
    forward = 2 * padded(channels) * padded(area) * read * taps
    places = area * stride * stride
    back = 2 * places * read * channels * taps / stride**2 if read <= 4 else (
        2 * padded(read) * padded(places) * channels * taps)
    return forward + back, channels * read * taps


def estimate(program, network, layer, size):
    operations, useful, numbers = 0.0, 0.0, 0.0
    for names, kind, channels, height, width, work in layers(program, network, size):
        area = height * width
        # Written and read, forward; its gradient written and read; itself once more where the way back asks for it.
        numbers += channels * area * (4 if "conv" in kind or "concat" in kind or "add" in kind else 5)
        useful += 2 * work
        if re.search("conv|depthwise|grouped", kind):
            done, weights = convolution(kind, channels, area, work)
            operations += done
            numbers += 2 * weights
        else:
            operations += 2 * work + 10 * channels * area
        if any(layer == name.split()[0] for name in names):
            break
    return useful, operations, 4 * numbers


def measured(program, network, layer, size, device, steps):
    words = [program, "networks", "bench", network, "--layer", layer, "--size", str(size), "--steps", str(steps)]
    words += ["--json"] + (["--device", device] if device else [])
    outcome = subprocess.run(words, capture_output=True, text=True)
    if outcome.returncode:
        return "—"
    return f"{1000 * json.loads(outcome.stdout)['median_seconds']:.1f} ms"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", default=".build/release/reverie")
    arguments.add_argument("--device")
    arguments.add_argument("--steps", default=3)
    arguments.add_argument("networks", nargs="+", metavar="NETWORK:LAYER:SIZE")
    options = arguments.parse_args()
    cards = list(CARDS)
    print(f"| network, layer, size | GFLOP | the shaders' | MiB | {options.device or 'cpu'} | at least: {' | '.join(cards)} |")
    print("|---" * (5 + len(cards)) + "|")
    for word in options.networks:
        network, layer, size = word.split(":")
        useful, operations, moved = estimate(options.program, network, layer, int(size))
        least = [f"{1000 * max(operations / flops, moved / speed):.2f} ms" for flops, speed in CARDS.values()]
        took = measured(options.program, network, layer, size, options.device, options.steps)
        print(
            f"| {network}, {layer}, {size} | {useful / 1e9:.1f} | {operations / 1e9:.1f} | {moved / 2**20:.0f} | {took} | "
            + " | ".join(least) + " |")


if __name__ == "__main__":
    main()
