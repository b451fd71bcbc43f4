"""One dream step, Reverie against PyTorch at its best, interleaved in one run.

    python3 -m venv venv && venv/bin/pip install torch onnx numpy
    venv/bin/python Scripts/benchmarks/dream_step.py squeezenet fire9/concat 512
    venv/bin/python Scripts/benchmarks/dream_step.py --table

A step is forward to the layer, the mean of its squares, and back to the picture only; float32, batch 1. PyTorch runs
channels_last, with frozen weights, batch normalization folded, local response normalization rewritten and an allocator
that reuses its memory. Each pair times both, one after the other; the ratio is the median over the pairs of PyTorch's
seconds divided by Reverie's.

Memory is what is resident at most, less what is resident with the network loaded and no step done, per megapixel of the
picture. Start-up is from the start of the process to the end of its first step; PyTorch's counts importing it.
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

# glibc's malloc gives large blocks back to the system after every step unless told not to; OPENBLAS and OMP
# settings of the surroundings would slow PyTorch down.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "68719476736", "MALLOC_TOP_PAD_": "67108864"}
PAIRS = 5
# Steps of one side of a pair: as many as take three seconds, within these bounds.
FEWEST, MOST, SECONDS = 3, 20, 2
# PyTorch's threads go on spinning for a while after a step; the other side is timed when they sleep.
REST = 1
TABLE = [
    ("squeezenet", "fire9/concat"),
    ("googlenet", "inception_4c/output"),
    ("vgg16", "relu4_3"),
    ("efficientnet-lite0", "block11/project_bn"),
]
SIZES = [512, 1024]
HEAD = """\
| network, layer, size | Reverie | PyTorch | ratio (spread) | memory per megapixel | PyTorch | start-up | PyTorch |
|---|---|---|---|---|---|---|---|"""
root = pathlib.Path(__file__).parents[2]
started = time.time()


def reexecute_tuned():
    if all(os.environ.get(k) == v for k, v in TUNED.items()):
        return
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_"))}
    os.execve(sys.executable, [sys.executable, *sys.argv], {**kept, **TUNED})


def model(network):
    """The network's file: one that is installed, or GoogLeNet, which is written when it is first asked for."""
    if network == "googlenet":
        from googlenet import googlenet

        cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "reverie", "benchmarks")
        path = cache / "googlenet.onnx"
        if not path.exists():
            cache.mkdir(parents=True, exist_ok=True)
            path.write_bytes(googlenet().SerializeToString())
        return path
    home = os.environ.get("REVERIE_HOME")
    data = os.environ.get("XDG_DATA_HOME", os.path.expanduser("~/.local/share"))
    return pathlib.Path(home or f"{data}/reverie") / "networks" / f"{network}.onnx"


def reverie(network, layer, size, steps):
    """What `networks bench` measures, and how long the whole process took."""
    program = root / ".build" / "release" / "reverie"
    name = model(network) if network == "googlenet" else network
    command = [program, "networks", "bench", name, "--layer", layer, "--size", str(size), "--steps", str(steps)]
    environment = {k: v for k, v in os.environ.items() if k not in TUNED}
    begun = time.perf_counter()
    done = subprocess.run([*command, "--json"], check=True, capture_output=True, env=environment)
    return json.loads(done.stdout) | {"process_seconds": time.perf_counter() - begun}


def resident():
    """What this process holds now, in bytes."""
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def torch_stepper(network, layer, size):
    import torch
    from torch_network import TorchNetwork

    torch.set_num_threads(os.cpu_count())
    module = TorchNetwork(model(network), layer).to(memory_format=torch.channels_last)
    for name, value in module.constants.items():
        if value.dim() == 4:
            module.constants[name] = value.contiguous(memory_format=torch.channels_last)
    loaded = resident()
    picture = (torch.rand(1, 3, size, size) - 0.5).mul(3.4).contiguous(memory_format=torch.channels_last)
    picture.requires_grad_(True)

    def step():
        begun = time.perf_counter()
        torch.autograd.grad((module(picture) ** 2).mean(), picture)
        return time.perf_counter() - begun

    return step, loaded


def compare(network, layer, size, pairs=PAIRS):
    """Everything that is measured of one network at one size."""
    step, loaded = torch_stepper(network, layer, size)
    step()
    torch_start = time.time() - started
    steps = max(FEWEST, min(MOST, int(SECONDS / step())))
    seconds, ours = [], {}
    for number in range(pairs):
        time.sleep(REST)
        ours = reverie(network, layer, size, steps)
        peer = statistics.median(step() for _ in range(steps))
        seconds.append((ours["median_seconds"], peer))
        print(f"pair {number + 1}: reverie {seconds[-1][0] * 1e3:.1f} ms, PyTorch {peer * 1e3:.1f} ms", file=sys.stderr)
    ratios = sorted(peer / own for own, peer in seconds)
    time.sleep(REST)
    once = reverie(network, layer, size, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    megapixels = size * size / 1e6
    return {
        "network": network, "layer": layer, "size": size,
        "reverie_seconds": statistics.median(own for own, _ in seconds),
        "pytorch_seconds": statistics.median(peer for _, peer in seconds),
        "ratio": round(statistics.median(ratios), 2), "ratios": [round(ratios[0], 2), round(ratios[-1], 2)],
        "reverie_bytes_per_megapixel": (ours["peak_rss_bytes"] - ours["loaded_rss_bytes"]) / megapixels,
        "pytorch_bytes_per_megapixel": (peak - loaded) / megapixels,
        # The bench runs two steps that it does not time, and one that it does.
        "reverie_start_seconds": once["process_seconds"] - 2 * once["median_seconds"],
        "pytorch_start_seconds": torch_start,
    }  # fmt: skip


def row(r):
    """A line of the table."""
    low, high = r["ratios"]
    return (
        f"| {r['network']}, {r['layer']}, {r['size']} "
        f"| {r['reverie_seconds'] * 1e3:.1f} ms | {r['pytorch_seconds'] * 1e3:.1f} ms | {r['ratio']} ({low}–{high}) "
        f"| {r['reverie_bytes_per_megapixel'] / 1e6:.0f} MB | {r['pytorch_bytes_per_megapixel'] / 1e6:.0f} MB "
        f"| {r['reverie_start_seconds']:.2f} s | {r['pytorch_start_seconds']:.2f} s |"
    )


def table():
    """Every network at every size, each in a process of its own, so that none meets another's memory."""
    print(HEAD, flush=True)
    for network, layer in TABLE:
        for size in SIZES:
            command = [sys.executable, __file__, network, layer, str(size)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            print(row(json.loads(done.stdout)), flush=True)


if __name__ == "__main__":
    reexecute_tuned()
    if sys.argv[1] == "--table":
        table()
    else:
        network, layer, size, *pairs = sys.argv[1:]
        print(json.dumps(compare(network, layer, int(size), *map(int, pairs))))
