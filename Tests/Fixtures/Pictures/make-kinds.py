"""Makes the pictures in `kinds`: the picture of make-fixtures.py, 48×32, as files that cameras, phones, scanners and renderers write, each
by its format's own encoder.

    apt-get install libheif-examples libavif-bin
    python3 -m venv venv && venv/bin/pip install pillow numpy tifffile imagecodecs openexr
    venv/bin/python Tests/Fixtures/Pictures/make-kinds.py

Files that begin with `grey` show its red.
"""

import pathlib
import subprocess
import tempfile

import numpy
import OpenEXR
import tifffile
from PIL import Image, ImageCms

here = pathlib.Path(__file__).parent / "kinds"
here.mkdir(exist_ok=True)
work = pathlib.Path(tempfile.mkdtemp())
y, x = numpy.mgrid[0:4, 0:6]
small = numpy.stack([x * 40, y * 60, numpy.full_like(x, 128)], 2).astype("uint8")
rgb = numpy.kron(small, numpy.ones((8, 8, 1), "uint8"))
alpha = numpy.kron((x * 51).astype("uint8"), numpy.ones((8, 8), "uint8"))
rgba = numpy.dstack([rgb, alpha])
picture = Image.fromarray(rgb)
unit = rgb.astype("float32") / 255
light = numpy.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4).astype("float32")
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def run(*command):
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


# TIFF: depths, layouts, compressions, colours.
def tiff(name, data, **options):
    options.setdefault("photometric", "rgb")
    options.setdefault("metadata", None)
    tifffile.imwrite(here / f"{name}.tif", data, software=False, **options)


wide = rgb.astype("uint16") * 257
tiff("rgb8-lzw", rgb, compression="lzw", predictor=True, rowsperstrip=5)
tiff("rgb16", wide, compression="zlib", predictor=True)
tiff("rgb16-motorola", wide, byteorder=">")
tiff("rgb32", rgb.astype("uint32") * 0x01010101)
tiff("rgb-float", unit, compression="zlib", predictor=True)
tiff("rgb-half", unit.astype("float16"))
tiff("rgb-double", unit.astype("float64"))
tiff("rgb8-tiled", rgb, tile=(16, 16), compression="zlib")
tiff("rgb16-tiled-planes", numpy.moveaxis(wide, 2, 0), tile=(16, 32), planarconfig="separate")
tiff("rgb8-planes", numpy.moveaxis(rgb, 2, 0), planarconfig="separate", rowsperstrip=7)
tiff("rgb8-big", rgb, bigtiff=True)
tiff("rgb8-profile", rgb, iccprofile=srgb)
tiff("grey8", rgb[:, :, 0], photometric="minisblack")
tiff("grey16-white-is-zero", 65535 - wide[:, :, 0], photometric="miniswhite")
tiff("alpha16", rgba.astype("uint16") * 257, extrasamples=["unassalpha"])
whole = numpy.round(rgba[:, :, :3].astype("float64") * 257 * rgba[:, :, 3:] / 255)
tiff("alpha16-premultiplied", numpy.dstack([whole, alpha.astype("float64") * 257]).astype("uint16"), extrasamples=["assocalpha"])
tiff("rgb8-beside", numpy.dstack([rgb, 255 - alpha]), extrasamples=["unspecified"])
Image.fromarray(rgb).convert("CMYK").save(here / "cmyk8.tif", compression="tiff_lzw")
picture.quantize(24).save(here / "palette.tif", compression="tiff_lzw")
picture.save(here / "rgb8-jpeg.tif", compression="jpeg", quality=95)
Image.fromarray(rgb[:, :, 0]).point(lambda level: 255 if level >= 100 else 0).convert("1").save(here / "bilevel.tif", compression="group4")
picture.transpose(Image.ROTATE_90).save(here / "orientation-6.tif", tiffinfo={274: 6})
lab = ImageCms.createProfile("LAB")
ImageCms.profileToProfile(picture, ImageCms.createProfile("sRGB"), lab, outputMode="LAB", renderingIntent=1).save(here / "lab.tif")
with tifffile.TiffWriter(here / "pages.tif") as pages:
    pages.write(rgb[::4, ::4], photometric="rgb", subfiletype=1, metadata=None, software=False)
    pages.write(rgb, photometric="rgb", metadata=None, software=False)
    pages.write(255 - rgb, photometric="rgb", metadata=None, software=False)
tiff("ycbcr", numpy.asarray(picture.convert("YCbCr")), photometric="ycbcr", subsampling=(1, 1))

# WebP.
picture.save(here / "rgb.webp", lossless=True)
picture.save(here / "rgb-lossy.webp", quality=98)
Image.fromarray(rgba).save(here / "alpha.webp", lossless=True, exact=True)
picture.save(here / "animated.webp", lossless=True, save_all=True, append_images=[Image.fromarray(255 - rgb)], duration=100)
exif = Image.Exif()
exif[0x0112] = 6
picture.transpose(Image.ROTATE_90).save(here / "orientation-6.webp", lossless=True, exif=exif)
picture.save(here / "profile.webp", lossless=True, icc_profile=srgb)

# HEIC and AVIF.
picture.save(work / "rgb.png")
Image.fromarray(rgba).save(work / "alpha.png")
picture.save(work / "profile.png", icc_profile=srgb)
run("heif-enc", "-q", 98, "-p", "chroma=444", work / "rgb.png", "-o", here / "rgb.heic")
# A phone's photo that says who took it, with what, when and where.
told = Image.Exif()
told[0x010F], told[0x0132], told[0x013B], told[0x8298] = "SecretCamera", "2024:05:01 10:00:00", "Ada L.", "(c) Ada, all rights"
told.get_ifd(0x8769).update({0x9003: "2024:04:30 09:08:07", 0x9011: "+02:00", 0xA431: "Serial-4711"})
told.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 7.0), 0x12: "DATUM-HERE"})
picture.save(work / "told.jpg", exif=told)
(work / "told.exif").write_bytes(told.tobytes()[6:])
run("heif-enc", "-q", 90, work / "told.jpg", "-o", here / "exif.heic")
run("avifenc", "--exif", work / "told.exif", work / "rgb.png", here / "exif.avif")
run("heif-enc", "-L", "-p", "chroma=444", work / "alpha.png", "-o", here / "alpha.heic")
run("heif-enc", "-q", 98, "-p", "chroma=444", work / "profile.png", "-o", here / "profile.heic")
for name, options in [
    ("rgb", []), ("rgb10", ["--depth", 10]), ("irot", ["--irot", 1]), ("imir", ["--imir", 1]), ("full", ["--cicp", "1/13/0"]),
    ("premultiplied", ["--premultiply"]), ("grid", ["--grid", "2x1"]), ("p3", ["--cicp", "12/13/6"]), ("pq", ["--cicp", "9/16/9"]),
]:  # fmt: skip
    own = {"irot": Image.ROTATE_270, "imir": Image.FLIP_LEFT_RIGHT}.get(name)
    source = work / f"{name}-source.png"
    stored = Image.fromarray(rgba) if name == "premultiplied" else picture
    if name == "grid":
        # Cells of a grid have 64 pixels a side at least.
        stored = picture.resize((192, 128), Image.NEAREST)
    (stored.transpose(own) if own is not None else stored).save(source)
    run("avifenc", "--min", 0, "--max", 4, "-y", 444, *options, source, here / f"{name}.avif")

# OpenEXR.
def exr(name, channels, header=None, **options):
    head = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage, **(header or {})}
    with OpenEXR.File(head, channels) as file:
        file.write(str(here / f"{name}.exr"))


exr("rgb-float", {"RGB": light})
exr("rgb-half", {"RGB": light.astype("float16")}, {"compression": OpenEXR.PIZ_COMPRESSION})
opacity = alpha.astype("float32") / 255
exr("alpha", {"RGBA": numpy.dstack([light * opacity[:, :, None], opacity])})
exr("grey", {"Y": numpy.ascontiguousarray(light[:, :, 0])})
exr("layers", {"beauty.R": light[:, :, 0].copy(), "beauty.G": light[:, :, 1].copy(), "beauty.B": light[:, :, 2].copy(), "Z": opacity})
exr("tiled", {"RGB": light}, {"type": OpenEXR.tiledimage, "tiles": OpenEXR.TileDescription()})
exr("bright", {"RGB": light * 4})
# What is shown begins above and left of what there are pixels of.
exr("window", {"RGB": light}, {
    "dataWindow": (numpy.array([2, 3], "int32"), numpy.array([49, 34], "int32")),
    "displayWindow": (numpy.array([0, 0], "int32"), numpy.array([47, 31], "int32")),
})  # fmt: skip
for file in sorted(here.iterdir()):
    print(file.stat().st_size, file.name)
