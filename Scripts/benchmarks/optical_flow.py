#!/usr/bin/env python3
"""Reverie's optical flow beside OpenCV's DIS (dense inverse search, Kroeger et al., 2016), by warp error on real clips.

    python Scripts/benchmarks/optical_flow.py CLIP… [--pairs 20] [--wide 640] [--gap 1]

Of each clip pairs of frames, GAP apart: the second is warped by the flow to the first, and what is left is the mean absolute difference
in levels of 8 bits, over pixels that are seen in both frames: where there and back agree (Sundaram, Brox and Keutzer, 2010), by both flows;
beside it over what each of them trusts itself, and how much of the frame that is. Needs numpy, opencv-python-headless, ffmpeg, and the tests,
built (`Scripts/test --filter OpticalFlowTests`). Results: optical_flow.md.
"""
import argparse
import os
import pathlib
import subprocess
import tempfile
import time

import cv2
import numpy as np

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
TESTS = CHECKOUT / ".build/release/reveriePackageTests.xctest"
PRESETS = {"DIS medium": cv2.DISOPTICAL_FLOW_PRESET_MEDIUM, "DIS fast": cv2.DISOPTICAL_FLOW_PRESET_FAST}


def extracted(clip, count, wide, folder):
    """The files of a clip's first frames, at most so wide."""
    scale = f"scale='min({wide},iw)':-2"
    subprocess.run(["ffmpeg", "-v", "error", "-i", clip, "-frames:v", str(count), "-vf", scale, folder / "%06d.png"], check=True)
    return sorted(folder.glob("*.png"))


def warped(picture, flow):
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype("float32")
    return cv2.remap(picture, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def trusted(there, back):
    """As `OpticalFlow.visibility`."""
    height, width = there.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype("float32")
    again = warped(back, there)
    places = (x + there[..., 0], y + there[..., 1])
    inside = (places[0] > -0.5) & (places[1] > -0.5) & (places[0] < width - 0.5) & (places[1] < height - 0.5)
    size = (there**2).sum(-1)
    agree = ((there + again) ** 2).sum(-1) <= 0.01 * (size + (again**2).sum(-1)) + 0.5
    rough = sum(g**2 for channel in (0, 1) for g in np.gradient(there[..., channel]))
    return inside & agree & (rough <= 0.01 * size + 0.002)


def flows(folder, pairs):
    """Reverie's, there and back, and the seconds there."""
    (folder / "list").write_text("\n".join(f"{a} {b} {folder}/{i}" for i, (a, b) in enumerate(pairs)))
    subprocess.run(
        [TESTS, "--testing-library", "swift-testing", "--filter", "OpticalFlowTests/flowsOfAList"],
        env=dict(os.environ, REVERIE_FLOWS=str(folder / "list")), check=True, stdout=subprocess.DEVNULL)
    size = cv2.imread(str(pairs[0][0])).shape[:2]
    for i in range(len(pairs)):
        ways = [np.fromfile(folder / f"{i}.{way}", "float32").reshape(2, *size) for way in ("there", "back")]
        yield [np.ascontiguousarray(way.transpose(1, 2, 0)) for way in ways], float((folder / f"{i}.seconds").read_text())


def measure(clip, options, folder):
    files = extracted(clip, 2 * options.pairs + options.gap, options.wide, folder)
    pairs = [(files[i], files[i + options.gap]) for i in range(0, len(files) - options.gap, 2)][: options.pairs]
    names = ["no flow", "Reverie", *PRESETS]
    both, own, share, seconds = ({name: [] for name in names} for _ in range(4))
    for (a, b), (ways, took) in zip(pairs, flows(folder, pairs)):
        first, second = (cv2.imread(str(file)) for file in (a, b))
        greys = [cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) for picture in (first, second)]
        found = {"no flow": [np.zeros(first.shape[:2] + (2,), "float32")] * 2, "Reverie": ways}
        seconds["Reverie"].append(took)
        for name, preset in PRESETS.items():
            flow = cv2.DISOpticalFlow_create(preset)
            start = time.time()
            there = flow.calc(greys[0], greys[1], None)
            seconds[name].append(time.time() - start)
            found[name] = [there, flow.calc(greys[1], greys[0], None)]
        seen = {name: trusted(*ways) for name, ways in found.items()}
        common = seen["Reverie"] & seen["DIS medium"]
        for name, ways in found.items():
            left = np.abs(warped(second.astype("float32"), ways[0]) - first).mean(-1)
            share[name].append(seen[name].mean())
            if common.any():
                both[name].append(left[common].mean())
            if seen[name].any():
                own[name].append(left[seen[name]].mean())
    height, width = first.shape[:2]
    print(f"{pathlib.Path(clip).name}, {width}×{height}, {len(pairs)} pairs, {options.gap} apart", flush=True)
    for name in names:
        took = f"{1000 * np.median(seconds[name]):.0f} ms" if seconds[name] else ""
        print(f"    {name:10}  {np.mean(both[name]):.2f}  own {np.mean(own[name]):.2f} of {100 * np.mean(share[name]):.0f} %  {took}", flush=True)


def measure_each(options, measure):
    """Each clip in a folder that goes again."""
    for clip in options.clips:
        with tempfile.TemporaryDirectory() as folder:
            measure(clip, options, pathlib.Path(folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="+")
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--wide", type=int, default=640)
    parser.add_argument("--gap", type=int, default=1)
    measure_each(parser.parse_args(), measure)


if __name__ == "__main__":
    main()
