#!/usr/bin/env python3
"""How steady films are that are dreamt over real clips, and how much of the dream they show.

    python Scripts/benchmarks/film_steadiness.py CLIP… [--program .build/release/reverie] [--preset moving-pictures] [--frames 16] [--wide 320]
        [--hidden] [--passes]

Of each clip the first frames are dreamt over in several ways: every frame by itself (`memory=0`), with the dream carried along by the flow,
carried without it (`flow = "none"`), carried and held (`steady`), the same and carried from farther back (`long_term`), and carried alone, without a
step after the first frame (the dream of the first frame warped on and on). Told of each: the warp error, that is the root of the mean square, in levels
of 8 bits, of what is left between a frame and the next one warped to it, over pixels that are seen in both; and the dream, the same between the film
and the clip. The flow is OpenCV's (DIS medium, of the clip), so that none of them is judged by its own. Needs numpy, opencv-python-headless and ffmpeg.

With --hidden the clip is made of the first frame of each: a window that moves over it by a pixel a frame, and before it a part of the picture, upside
down, that passes by 12 pixels a frame and hides each place for four frames. Told of each way, with the motion that is known: how much the dream of
places two frames after they come into sight again is like the one that was there two frames before they were last seen (the cosine of the two), and how
strong it is beside that; and the same of what was never hidden, over as long a time.

With --passes films are dreamt over in several passes, too (Ruder, Dosovitskiy and Brox, 2016, arXiv 1604.08610, section 5.2), which no preset can ask for:
here, around renders of single frames. The first is the film that is carried and held. The next goes back from the last frame to the first: each begins with
what it had become, in half (δ = 0.5) with what its neighbour has just become, moved by Reverie's own flow where that can be trusted, and is dreamt on and
held as in the first. The third goes forward again. "Short" passes have half of the steps each, so that two of them cost what one does. Needs the tests, built.
"""
import argparse
import pathlib
import subprocess

import cv2
import numpy as np

import optical_flow
from optical_flow import extracted, measure_each, trusted, warped

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]


def variants(preset):
    """The preset, and the same with other films."""
    text = (CHECKOUT / f"Presets/{preset}.lua").read_text()
    without = text.replace('flow = "optical"', 'flow = "none"')
    assert without != text, f"{preset} follows no flow"
    far = without.replace('flow = "none"', 'flow = "optical", long_term = { 2, 4, 8 }')
    first, rest = text.split("each = {", 1)
    alone = first + "keep = 1, each = function(t, frame) if frame > 1 then return {} end return {" + rest.replace("},\n      },\n    }", "} end,\n      },\n    }", 1)
    alone = alone.replace("keep = p.memory, ", "")
    return {"independent": (text, ["memory=0"]), "carried by the flow": (text, ["steady=0"]), "carried without": (without, ["steady=0"]),
            "and half held": (text, ["steady=0.5"]), "and held by 0.8": (text, ["steady=0.8"]),
            "half held, far": (far, ["steady=0.5"]), "only warped": (alone, []), "only warped, far": (alone.replace('flow =', 'long_term = { 2, 4, 8 }, flow ='), [])}


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
    for name, film in films(source, options, folder):
        left = [rms(a - warped(b, flow), seen) for a, b, (flow, seen) in zip(film, film[1:], ways)]
        dreamt = [rms(a - b, np.ones(a.shape[:2], bool)) for a, b in zip(film, given)]
        print(f"    {name:20}  warp error {np.nanmean(left):.2f}, dream {np.mean(dreamt):.1f}", flush=True)


def films(source, options, folder):
    """The clip, dreamt over in every way."""
    for name, (text, settings) in variants(options.preset).items():
        script, target = folder / "film.lua", folder / name
        script.write_text(text)
        subprocess.run(
            [options.program, "run", script, source, "-o", f"{target}/", *(f"--set={one}" for one in settings)],
            check=True, capture_output=True)
        yield name, frames(target)
    if options.passes:
        for name, count, steps in (("two passes", 2, 4), ("three passes", 3, 4), ("two short passes", 2, 2)):
            yield name, several_passes(source, options, folder, count, steps)


def block(text, opening):
    """Where a block begins and ends, its braces with it."""
    start = text.index(opening)
    depth, end = 0, text.index("{", start)
    while True:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
        if depth == 0:
            return start, end


def several_passes(source, options, folder, count, steps):
    """The clip, dreamt over in several passes; see above."""
    files = sorted(source.glob("*.png"))
    base = frames(source)
    text = (CHECKOUT / f"Presets/{options.preset}.lua").read_text()
    few = text.replace("steps = 4", f"steps = {steps}")
    keep, steady, blend = 0.8, 0.5, 0.5
    (first, last), (begin, end) = block(few, "r.film {"), block(few, "each = {")
    stages = few[begin + len("each = {") : end - 1].rstrip(" \n,")
    script, target = folder / "film.lua", folder / f"pass-{count}-{steps}"
    script.write_text(few)
    subprocess.run([options.program, "run", script, source, "-o", f"{target}/", f"--set=steady={steady}", f"--set=memory={keep}"], check=True, capture_output=True)
    dreams = [a - b for a, b in zip(frames(target), base)]
    for number in range(1, count):
        order = list(range(len(files)))[:: -1 if number % 2 else 1]
        pairs = [(files[i], files[j]) for j, i in zip(order, order[1:])]
        ways = [there_and_back for there_and_back, _ in optical_flow.flows(folder, pairs)]
        for place, i in enumerate(order):
            dream, seen = dreams[i], np.zeros(base[i].shape[:2] + (1,), "float32")
            if place > 0:
                there, back = ways[place - 1]
                seen = cv2.GaussianBlur(trusted(there, back).astype("float32"), (0, 0), 3)[..., None]
                dream = (1 - blend * seen) * dream + blend * seen * warped(dreams[order[place - 1]], there)
            begun = np.clip(base[i] + keep * dream, 0, 255).round().astype("uint8")
            cv2.imwrite(str(folder / "begun.png"), begun)
            still = stages.replace('"input"', f'r.file("{source.name}/{files[i].name}")')
            script.write_text(few[:first] + still + few[last:])
            subprocess.run([options.program, "run", script, folder / "begun.png", "--force", "-o", folder / "become.png"], check=True, capture_output=True)
            become = cv2.imread(str(folder / "become.png")).astype("float32")
            dreams[i] = become + steady * seen * (begun.astype("float32") - become) - base[i]
    return [np.clip(b + d, 0, 255) for b, d in zip(base, dreams)]


def hiding(picture, count):
    """Frames of a window that moves over a picture, before which a part of it passes; and where that hides it."""
    width, height = picture.shape[1] - count, picture.shape[0]
    side, step = 48, 12
    top = (height - side) // 2
    part = picture[top : top + side, width // 3 : width // 3 + side][::-1]
    for index in range(count):
        frame, hidden = picture[:, index : index + width].copy(), np.zeros((height, width), bool)
        # Frames at both ends show the scene alone for a while.
        left = width // 4 + (index - 2) * step
        if 2 <= index and left + side <= width:
            frame[top : top + side, left : left + side] = part
            hidden[top : top + side, left : left + side] = True
        yield frame, hidden


def measure_hidden(clip, options, folder):
    source, still = folder / "clip", folder / "still"
    source.mkdir()
    still.mkdir()
    extracted(clip, 1, options.wide, still)
    given, hidden = zip(*hiding(cv2.imread(str(next(still.glob("*.png")))), options.frames))
    for index, frame in enumerate(given):
        cv2.imwrite(str(source / f"{index + 1:06d}.png"), frame)
    print(f"{pathlib.Path(clip).name}, {given[0].shape[1]}×{given[0].shape[0]}, {len(given)} frames, hidden for a while", flush=True)
    height, width = hidden[0].shape

    def seen(index, then):
        """Where the places of a frame were `then`, and which they are, of those that are in the picture in both."""
        return np.s_[:, : width - (index - then)], np.s_[:, index - then :]

    for name, film in films(source, options, folder):
        dreams = [a - b for a, b in zip(film, given)]
        back, stayed = ([], []), ([], [])
        for index in range(6, len(film)):
            for then in range(1, index - 5):
                now, before = seen(index, then)

                def lay(i):
                    return hidden[i][seen(index, i)[1]][:, : width - (index - then)]

                between = [lay(i) for i in range(then + 3, index - 2)]
                at_ends = ~np.logical_or.reduce([lay(i) for i in (then, then + 1, then + 2, index - 2, index - 1, index)])
                for places, into, counts in ((np.logical_and.reduce(between), back, True), (~np.logical_or.reduce(between), stayed, index - then == 9)):
                    if counts:
                        into[0].append(dreams[index][now][at_ends & places])
                        into[1].append(dreams[then][before][at_ends & places])
        print(f"    {name:20}  comes back {told(*back)}; never hidden {told(*stayed)}", flush=True)


def told(now, then):
    now, then = np.concatenate(now), np.concatenate(then)
    lengths = np.sqrt((now**2).sum()), np.sqrt((then**2).sum())
    return f"{100 * (now * then).sum() / max(lengths[0] * lengths[1], 1e-9):.0f} % alike, {100 * lengths[0] / max(lengths[1], 1e-9):.0f} % as strong"


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("clips", nargs="+")
parser.add_argument("--program", default=str(CHECKOUT / ".build/release/reverie"))
parser.add_argument("--preset", default="moving-pictures")
parser.add_argument("--frames", type=int, default=16)
parser.add_argument("--wide", type=int, default=320)
parser.add_argument("--passes", action="store_true", help="in several passes, too")
parser.add_argument("--hidden", action="store_true", help="with a part of the picture that passes before it")
options = parser.parse_args()
measure_each(options, measure_hidden if options.hidden else measure)
