"""One dream step, Reverie against PyTorch at its best, interleaved in one run.

    python3 -m venv venv && venv/bin/pip install torch onnx numpy
    venv/bin/python Scripts/benchmarks/dream_step.py squeezenet fire9/concat 512

A step is forward to the layer, the mean of its squares, and back to the picture only; float32, batch 1. PyTorch runs
channels_last, with frozen weights, batch normalization folded and an allocator that reuses its memory. Each pair times
both, one after the other; the ratio is the median over the pairs of PyTorch's seconds divided by Reverie's.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

# glibc's malloc gives large blocks back to the system after every step unless told not to; OPENBLAS and OMP
# settings of the surroundings would slow PyTorch down.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "68719476736", "MALLOC_TOP_PAD_": "67108864"}
PAIRS, STEPS = 7, 10
root = pathlib.Path(__file__).parents[2]


def reexecute_tuned():
    if all(os.environ.get(k) == v for k, v in TUNED.items()):
        return
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_"))}
    os.execve(sys.executable, [sys.executable, *sys.argv], {**kept, **TUNED})


def library():
    home = os.environ.get("REVERIE_HOME")
    data = os.environ.get("XDG_DATA_HOME", os.path.expanduser("~/.local/share"))
    return pathlib.Path(home or f"{data}/reverie") / "networks"


def reverie(network, layer, size):
    program = root / ".build" / "release" / "reverie"
    command = [program, "networks", "bench", network, "--layer", layer, "--size", str(size), "--steps", str(STEPS)]
    environment = {k: v for k, v in os.environ.items() if k not in TUNED}
    return json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, env=environment).stdout)


def torch_stepper(network, layer, size):
    import torch
    from torch_network import TorchNetwork

    torch.set_num_threads(os.cpu_count())
    module = TorchNetwork(library() / f"{network}.onnx", layer).to(memory_format=torch.channels_last)
    for name, value in module.constants.items():
        if value.dim() == 4:
            module.constants[name] = value.contiguous(memory_format=torch.channels_last)
    picture = (torch.rand(1, 3, size, size) - 0.5).mul(3.4).contiguous(memory_format=torch.channels_last)
    picture.requires_grad_(True)

    def step():
        started = time.perf_counter()
        torch.autograd.grad((module(picture) ** 2).mean(), picture)
        return time.perf_counter() - started

    return step


def main(network, layer, size):
    step = torch_stepper(network, layer, size)
    for _ in range(3):
        step()
    pairs = []
    for number in range(PAIRS):
        ours = reverie(network, layer, size)["median_seconds"]
        peer = statistics.median(step() for _ in range(STEPS))
        pairs.append((ours, peer))
        print(f"pair {number + 1}: reverie {ours * 1e3:.1f} ms, PyTorch {peer * 1e3:.1f} ms", file=sys.stderr)
    ratio = statistics.median(peer / ours for ours, peer in pairs)
    result = {
        "network": network, "layer": layer, "size": size,
        "reverie_seconds": statistics.median(o for o, _ in pairs),
        "pytorch_seconds": statistics.median(p for _, p in pairs), "ratio": round(ratio, 2),
    }  # fmt: skip
    print(json.dumps(result))


if __name__ == "__main__":
    reexecute_tuned()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
