"""Times a convolution at every kernel, stride, dilation, margin and a row of sizes, forward and back, and names those that cost many
times what their neighbours do: where a library has no kernel for a size, it is hundreds of times slower there.

    venv/bin/python Scripts/benchmarks/windows.py .build/release/reverie [CHANNELS [GROUPS]]

Needs onnx and numpy. A step is a 1×1 convolution from the picture and the layer; each time is the fastest of three.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy

sys.path.append(str(pathlib.Path(__file__).parents[1] / "networks"))
from onnx_graph import OnnxGraph  # noqa: E402

SIZES = [12, 13, 17, 18, 24, 28, 29, 30, 36, 48, 54, 56]
# Times the median of a row, by multiplications.
SUSPICIOUS = 8


def model(path, channels, groups, kernel, stride, dilation, margin):
    dice = numpy.random.default_rng(1)
    graph = OnnxGraph("window")
    graph.conv("before", "input", dice.standard_normal((channels, 3, 1, 1)))
    graph.conv(
        "layer",
        "before",
        dice.standard_normal((channels, channels // groups, kernel, kernel)),
        strides=[stride, stride],
        dilations=[dilation, dilation],
        pads=[margin] * 4,
        group=groups,
    )
    path.write_bytes(graph.finish("layer", channels).SerializeToString())


def milliseconds(program, path, size):
    run = subprocess.run(
        [program, "networks", "bench", path, "--layer", "layer", "--size", str(size), "--steps", "3", "--json"],
        capture_output=True,
        text=True,
    )
    return json.loads(run.stdout)["min_seconds"] * 1e3 if run.returncode == 0 else None


def rows():
    for kernel in (1, 2, 3, 4, 5, 7, 9, 11):
        for stride in (1, 2, 3, 4):
            for dilation in (1, 2, 3) if kernel > 1 else (1,):
                for margin in sorted({0, kernel // 2, kernel // 2 * dilation}):
                    yield kernel, stride, dilation, margin


def main(program, channels=64, groups=1):
    worst, row_costs = 0, {}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "window.onnx"
        for kernel, stride, dilation, margin in rows():
            model(path, channels, groups, kernel, stride, dilation, margin)
            costs = {}
            for size in SIZES:
                outputs = (size + 2 * margin - (kernel - 1) * dilation - 1) // stride + 1
                time = milliseconds(program, path, size) if outputs > 0 else None
                # A small step costs its calls; then millions of multiplications and additions, both ways.
                if time is not None:
                    work = 4e-6 * channels * (channels // groups * kernel**2 * outputs**2 + 3 * size**2)
                    costs[size] = (time, time / (work + 10))
            if not costs:
                continue
            usual = statistics.median(cost for _, cost in costs.values())
            times = [
                f"{size}: {time:.2f}" + (" !" if cost > SUSPICIOUS * usual else "")
                for size, (time, cost) in costs.items()
            ]
            worst = max(worst, max(cost for _, cost in costs.values()) / usual)
            head = f"{kernel}×{kernel}/{stride}, dilated {dilation}, margin {margin}"
            row_costs[head] = usual
            print(f"{head}: {', '.join(times)} ms; {usual * 1e3:.1f} µs a million", flush=True)
    print(f"the worst costs {worst:.1f} times what is usual in its row")
    usual = statistics.median(row_costs.values())
    for head, cost in row_costs.items():
        if cost > SUSPICIOUS * usual:
            print(f"{head}: all sizes cost {cost / usual:.0f} times what is usual")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
