#!/usr/bin/env python3
"""How steady films are that are dreamt over real clips, and how much of the dream they show.

    python Scripts/benchmarks/film_steadiness.py CLIP… [--program .build/release/reverie] [--preset moving-pictures] [--frames 16] [--wide 320]

Of each clip the first frames are dreamt over in six ways: every frame by itself (`memory=0`), with the dream carried along by the flow,
carried without it (`flow = "none"`), carried and held (`steady`), and carried alone, without a step after the first frame (the dream of the first frame warped on and
on). Told of each: the warp error, that is the root of the mean square, in levels of 8 bits, of what is left between a frame and the next
one warped to it, over pixels that are seen in both; and the dream, the same between the film and the clip. The flow is OpenCV's (DIS
medium, of the clip), so that none of them is judged by its own. Needs numpy, opencv-python-headless and ffmpeg.
"""
import argparse
import pathlib
import subprocess

import cv2
import numpy as np

from optical_flow import extracted, measure_each, trusted, warped

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]


def variants(preset):
    """The preset, and the same with other films."""
    text = (CHECKOUT / f"Presets/{preset}.lua").read_text()
    without = text.replace('flow = "optical"', 'flow = "none"')
    assert without != text, f"{preset} follows no flow"
    first, rest = text.split("each = {", 1)
    alone = first + "keep = 1, each = function(t, frame) if frame > 1 then return {} end return {" + rest.replace("},\n      },\n    }", "} end,\n      },\n    }", 1)
    return {"independent": (text, ["memory=0"]), "carried by the flow": (text, ["steady=0"]), "carried without": (without, ["steady=0"]),
            "and half held": (text, ["steady=0.5"]), "and held by 0.8": (text, ["steady=0.8"]), "only warped": (alone.replace("keep = p.memory, ", ""), [])}


def frames(folder):
    return [cv2.imread(str(file)).astype("float32") for file in sorted(folder.glob("*.png"))]


def flows(clip):
    dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    greys = [cv2.cvtColor(frame.astype("uint8"), cv2.COLOR_BGR2GRAY) for frame in clip]
    for a, b in zip(greys, greys[1:]):
        there, back = dis.calc(a, b, None), dis.calc(b, a, None)
        yield there, trusted(there, back)


def rms(difference, mask):
    return float(np.sqrt((difference[mask] ** 2).mean())) if mask.any() else float("nan")


def measure(clip, options, folder):
    source = folder / "clip"
    source.mkdir()
    extracted(clip, options.frames, options.wide, source)
    given = frames(source)
    ways = list(flows(given))
    print(f"{pathlib.Path(clip).name}, {given[0].shape[1]}×{given[0].shape[0]}, {len(given)} frames", flush=True)
    left = [rms(a - warped(b, flow), seen) for a, b, (flow, seen) in zip(given, given[1:], ways)]
    print(f"    {'the clip':20}  warp error {np.nanmean(left):.2f}", flush=True)
    for name, (text, settings) in variants(options.preset).items():
        script, target = folder / "film.lua", folder / name
        script.write_text(text)
        subprocess.run(
            [options.program, "run", script, source, "-o", f"{target}/", *(f"--set={one}" for one in settings)],
            check=True, capture_output=True)
        film = frames(target)
        left = [rms(a - warped(b, flow), seen) for a, b, (flow, seen) in zip(film, film[1:], ways)]
        dreamt = [rms(a - b, np.ones(a.shape[:2], bool)) for a, b in zip(film, given)]
        print(f"    {name:20}  warp error {np.nanmean(left):.2f}, dream {np.mean(dreamt):.1f}", flush=True)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("clips", nargs="+")
parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
parser.add_argument("--preset", default="moving-pictures")
parser.add_argument("--frames", type=int, default=16)
parser.add_argument("--wide", type=int, default=320)
measure_each(parser.parse_args(), measure)
