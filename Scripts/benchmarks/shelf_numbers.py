"""A number beside the eye: dreams every preset on some photos, and says of each what does not depend on taste.

    venv/bin/python Scripts/benchmarks/shelf_numbers.py REVERIE FOLDER PHOTO… [--only PRESET…] [--sheet JPEG]

Prints the table of Presets/numbers.md, whose last column is written by hand after looking at the sheet of all dreams
(Presets/pictures/series/six-photos.jpg). Needs numpy, Pillow and scipy. FOLDER keeps the dreams, and one that is there is not dreamt
again. Of each preset, over all photos:

- likeness: the correlation of its lightness with the photo's, at 128 pixels; 1 is the photo, 0 is lost
- moved: the root mean square difference in levels of 255
- clipped: pixels with a colour at 0 or 255, beyond those of the photo
- flat: the energy above half the Nyquist frequency where the photo is flattest (a quarter of it), in levels², median over the photos
- another network's opinion: of how many photos a network that was not dreamt with names another class first
- seconds, a frame where it is a film: those of the gallery (Presets/pictures/times.txt), at 768 pixels

A film shows the last of eight frames. A preset whose network is not there is left out.
"""

import argparse
import functools
import json
import pathlib
import shutil
import statistics
import subprocess

import numpy
from PIL import Image, ImageOps
from scipy import ndimage

LONG_EDGE = 640


def pixels(path, size=None):
    picture = Image.open(path).convert("RGB")
    if size:
        picture = picture.resize(size, Image.LANCZOS)
    return numpy.asarray(picture, float)


def likeness(photo, dream):
    small = [numpy.asarray(Image.fromarray(x.astype("uint8")).convert("L").resize((128, 128))) for x in (photo, dream)]
    return float(numpy.corrcoef(small[0].ravel(), small[1].ravel())[0, 1])


def flat_energy(photo, dream):
    light = photo.mean(2)
    rough = ndimage.gaussian_filter((light - ndimage.gaussian_filter(light, 4)) ** 2, 6)
    flat = rough <= numpy.quantile(rough, 0.25)
    spectrum = numpy.fft.fft2(dream, axes=(0, 1))
    rows, columns = numpy.fft.fftfreq(dream.shape[0])[:, None], numpy.fft.fftfreq(dream.shape[1])[None]
    spectrum[numpy.hypot(rows, columns) < 0.25] = 0
    return float((numpy.fft.ifft2(spectrum, axes=(0, 1)).real ** 2).mean(2)[flat].mean())


def clipped(picture):
    return float(((picture <= 0) | (picture >= 255)).any(2).mean())


def dreamt(reverie, preset, photo, folder):
    """The file of the dream of a photo, dreamt where it is not there; None where it cannot be."""
    dream = folder / f"{preset.stem}-{photo.stem}.png"
    if dream.exists():
        return dream
    film = "r.film {" in preset.read_text()
    output = folder / "frames" / "%04d.png" if film else dream
    command = [reverie, "run", str(preset), str(photo), "--long-edge", str(LONG_EDGE), "--progress", "none", "--force"]
    command += ["--set", "frames=8"] if film else []
    if subprocess.run(command + ["-o", str(output)], stderr=subprocess.DEVNULL).returncode:
        return None
    if film:
        sorted(output.parent.glob("*.png"))[-1].rename(dream)
        shutil.rmtree(output.parent)
    return dream


def sheet(folder, presets, photos, size=(168, 112)):
    """A row of each preset, a column of each photo, cut to one shape near its top, where faces are; on white."""
    whole = Image.new("RGB", (len(photos) * (size[0] + 4) - 4, len(presets) * (size[1] + 4)), "white")
    for row, preset in enumerate(presets):
        for column, photo in enumerate(photos):
            dream = Image.open(folder / f"{preset}-{photo.stem}.png").convert("RGBA")
            paper = Image.new("RGBA", dream.size, "white")
            paper.alpha_composite(dream)
            cell = ImageOps.fit(paper.convert("RGB"), size, Image.LANCZOS, centering=(0.5, 0.1))
            whole.paste(cell, (column * (size[0] + 4), row * (size[1] + 4)))
    return whole


@functools.cache
def first_class(reverie, picture, network):
    told = subprocess.run(
        [reverie, "see", str(picture), "--network", network, "--json"], capture_output=True, text=True
    ).stdout
    classes = json.loads(told or "{}").get("classes") or []
    return classes[0]["name"] if classes else None


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("reverie")
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("photos", nargs="+", type=pathlib.Path)
    arguments.add_argument("--only", nargs="*")
    arguments.add_argument("--sheet", type=pathlib.Path)
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    shelf = pathlib.Path(__file__).parents[2] / "Presets"
    print(__doc__.split("\n\n")[3].replace("\n  ", " "))
    print("\n| preset | likeness | moved | clipped | flat (photo) | renamed | seconds |\n|---|---|---|---|---|---|---|")
    shown = []
    seconds = dict(line.split() for line in (shelf / "pictures" / "times.txt").read_text().splitlines())
    for preset in sorted(shelf.glob("*.lua")):
        text = preset.read_text()
        if given.only and preset.stem not in given.only:
            continue
        second = "efficientnet-lite0" if 'network = "squeezenet"' in text else "squeezenet"
        rows = []
        for photo in given.photos:
            dream = dreamt(given.reverie, preset, photo, given.folder)
            if not dream:
                break
            after = pixels(dream)
            before = pixels(photo, (after.shape[1], after.shape[0]))
            names = [first_class(given.reverie, path, second) for path in (photo, dream)]
            rows.append(
                (
                    likeness(before, after),
                    float(((after - before) ** 2).mean() ** 0.5),
                    clipped(after) - clipped(before),
                    flat_energy(before, after),
                    flat_energy(before, before),
                    names[0] != names[1],
                )
            )
        if not rows:
            continue
        shown.append(preset.stem)
        median = [statistics.median(column) for column in zip(*rows, strict=True)]
        print(
            f"| `{preset.stem}` | {median[0]:.2f} | {median[1]:.0f} | {100 * median[2]:+.0f} % | {median[3]:.1f}"
            f" ({median[4]:.1f}) | {sum(row[5] for row in rows)} of {len(rows)} | {seconds.get(preset.stem, '–')} |",
            flush=True,
        )
    if given.sheet:
        sheet(given.folder, shown, given.photos).save(given.sheet, quality=66, optimize=True, progressive=True)


main()
