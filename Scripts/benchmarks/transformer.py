#!/usr/bin/env python3
"""A step through a vision transformer, Reverie against PyTorch with its fused attention, in turn.

    python3 -m venv venv && venv/bin/pip install torch timm
    venv/bin/python Scripts/benchmarks/transformer.py [--program .build/release/reverie] [--pairs 5] [--side 224 518 1022] [--memory 600MiB]

DINOv2 ViT-S/14, forward through all twelve blocks, the mean of the squares, and back to the picture; float32, batch 1, all cores. Reverie
takes `dinov2-small` (`networks fetch dinov2-small`), PyTorch timm's model of the same shape, with weights that are frozen and none that were learned,
which costs the same. Told of each side: the medians, the median of the pairs' ratios with their spread, what each process holds at most beside
what it holds with the network alone, the most that Reverie's process holds in all, and how fast a product of matrices of that model's size is in PyTorch, in GFLOP/s, beside
what each step comes to. `--memory` is a bound for Reverie's process.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]


def peer(side, steps):
    """A process of PyTorch's: what it takes and holds."""
    import timm
    import torch

    model = timm.create_model("vit_small_patch14_dinov2", img_size=side, num_classes=0, global_pool="").eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    x = torch.randn(1, 3, side, side).requires_grad_()
    times = []
    for _ in range(steps + 1):
        begun = time.perf_counter()
        x.grad = None
        model(x).square().mean().backward()
        times.append(time.perf_counter() - begun)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - loaded
    # The largest product of a block: tokens × 384 by 384 × 1536.
    a, b = torch.randn((side // 14) ** 2 + 1, 384), torch.randn(384, 1536)
    rounds = []
    for _ in range(12):
        begun = time.perf_counter()
        for _ in range(4):
            torch.mm(a, b)
        rounds.append((time.perf_counter() - begun) / 4)
    speed = 2 * a.shape[0] * 384 * 1536 / min(rounds) / 1e9
    print(json.dumps({"seconds": statistics.median(times[1:]), "held": held, "product": speed}))


def ours(program, side, steps, memory):
    command = [program, "networks", "bench", "dinov2-small", "--layer", "block12", "--width", str(side), "--height", str(side),
               "--steps", str(steps), "--json"] + (["--memory", memory] if memory else [])
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"seconds": found["median_seconds"], "held": found["peak_rss_bytes"] - found["loaded_rss_bytes"], "all": found["peak_rss_bytes"], "gflop": found["gflop"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--side", type=int, nargs="*", default=[224, 518, 1022])
    parser.add_argument("--memory", help="a bound on what Reverie's process holds, such as 600MiB")
    parser.add_argument("--peer", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(options.peer, options.steps)
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_"))}
    print("| side | Reverie | PyTorch | ratio (spread) | held | PyTorch | in all | GFLOP/s | PyTorch | its product |\n|---|---|---|---|---|---|---|---|---|---|")
    for side in options.side:
        pairs = []
        for _ in range(options.pairs):
            command = [sys.executable, __file__, "--peer", str(side), "--steps", str(options.steps)]
            said = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings).stdout
            pairs.append((ours(options.program, side, options.steps, options.memory), json.loads(said)))
        own, other = zip(*pairs)
        ratios = sorted(b["seconds"] / a["seconds"] for a, b in pairs)
        middle = lambda found, key: statistics.median(f[key] for f in found)
        a, b, gflop = middle(own, "seconds"), middle(other, "seconds"), own[0]["gflop"]
        print(f"| {side} | {a * 1e3:.0f} ms | {b * 1e3:.0f} ms | {statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}) "
              f"| {middle(own, 'held') / 1e6:.0f} MB | {middle(other, 'held') / 1e6:.0f} MB | {middle(own, 'all') / 2**20:.0f} MiB "
              f"| {gflop / a:.0f} | {gflop / b:.0f} | {middle(other, 'product'):.0f} |", flush=True)


if __name__ == "__main__":
    main()
