"""Makes the pictures beside it: one 6×4 picture as every kind of PNG and JPEG that decoders have to tell apart.

    python3 -m venv venv && venv/bin/pip install pillow numpy
    venv/bin/python Tests/Fixtures/Pictures/make-fixtures.py

Pixel (x, y) is red 40·x, green 60·y, blue 128; JPEGs are enlarged to 48×32, so that their blocks are plain.
"""

import pathlib

import numpy
from PIL import Image, ImageCms

here = pathlib.Path(__file__).parent
y, x = numpy.mgrid[0:4, 0:6]
rgb = numpy.stack([x * 40, y * 60, numpy.full_like(x, 128)], 2).astype("uint8")
picture = Image.fromarray(rgb)
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
large = picture.resize((48, 32), Image.NEAREST)


def png(name, image, **options):
    image.save(here / name, "PNG", **options)


def jpeg(name, image, **options):
    image.save(here / name, "JPEG", quality=95, subsampling=0, **options)


png("rgb.png", picture)
png("grey.png", picture.convert("L"))
png("grey16.png", Image.fromarray((rgb[:, :, 0].astype("uint16") * 257)))
png("palette.png", picture.quantize(24))
png("palette-transparent.png", picture.quantize(24), transparency=0)
alpha = picture.copy()
alpha.putalpha(Image.fromarray((x * 51).astype("uint8")))
png("alpha.png", alpha)
png("grey-alpha.png", alpha.convert("LA"))
png("bilevel.png", picture.convert("1"))
png("profile.png", picture, icc_profile=profile)
jpeg("rgb.jpg", large)
jpeg("grey.jpg", large.convert("L"))
jpeg("progressive.jpg", large, progressive=True)
jpeg("profile.jpg", large, icc_profile=profile)
jpeg("cmyk.jpg", large.convert("CMYK"))
TURNS = [None, Image.FLIP_LEFT_RIGHT, Image.ROTATE_180, Image.FLIP_TOP_BOTTOM, Image.TRANSPOSE, Image.ROTATE_90,
         Image.TRANSVERSE, Image.ROTATE_270]  # fmt: skip
for orientation, turn in enumerate(TURNS, 1):
    exif = Image.Exif()
    exif[0x0112] = orientation
    jpeg(f"orientation-{orientation}.jpg", large.transpose(turn) if turn is not None else large, exif=exif)
