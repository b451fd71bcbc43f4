"""What Scripts/checks/photos runs: photos in and out, and their colours beside those that LittleCMS makes of them.

photos.py PROGRAM
"""

import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import imagecodecs
import numpy
import OpenEXR
import tifffile
from PIL import Image, ImageCms

program = sys.argv[1]
work = Path(tempfile.mkdtemp())
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CMYK = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc").read_bytes()
(work / "same.lua").write_text(
    'local r = require "reverie"\n'
    'return r.preset { api = 1, title = "Same", recipe = function(net) return { r.tone {} } end }\n'
)


def run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


# MARK: Profiles


def icc(primaries: tuple[float, ...], curve: tuple[float, ...], space: bytes = b"RGB ") -> bytes:
    """A profile of three primaries, x and y each, or of grey, and a parametric curve (ICC.1:2010, 10.15)."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    white = numpy.array([0.3127, 0.3290]) if len(primaries) == 6 else numpy.array(primaries[6:])

    def light(xy: numpy.ndarray) -> numpy.ndarray:
        return numpy.array([xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]])

    d50 = numpy.array([0.9642, 1, 0.8249])
    bradford = numpy.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    own = light(white)
    adapt = numpy.linalg.inv(bradford) @ numpy.diag((bradford @ d50) / (bradford @ own)) @ bradford
    columns = numpy.stack([light(numpy.array(primaries[i : i + 2])) for i in (0, 2, 4)], 1)
    columns = adapt @ (columns * numpy.linalg.solve(columns, own))
    kind = {1: 0, 5: 3}[len(curve)]
    trc = b"para" + bytes(4) + struct.pack(">HH", kind, 0) + b"".join(fixed(value) for value in curve)
    xyz = [b"XYZ " + bytes(4) + b"".join(fixed(value) for value in column) for column in columns.T]
    tags = [(b"wtpt", b"XYZ " + bytes(4) + b"".join(fixed(value) for value in d50))]
    if space == b"GRAY":
        tags.append((b"kTRC", trc))
    else:
        tags += [(name + b"XYZ", column) for name, column in zip((b"r", b"g", b"b"), xyz)]
        tags += [(name + b"TRC", trc) for name in (b"r", b"g", b"b")]
        tags.append((b"chad", b"sf32" + bytes(4) + b"".join(fixed(value) for value in adapt.flatten())))
    table, content = struct.pack(">I", len(tags)), b""
    for name, tag in tags:
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(content), len(tag))
        content += tag
    head = struct.pack(">I", 128 + len(table) + len(content)) + bytes(4) + b"\x04\x30\0\0mntr" + space + b"XYZ "
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(fixed(value) for value in d50)
    return head + bytes(128 - len(head)) + table + content


SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
P3 = icc((0.68, 0.32, 0.265, 0.69, 0.15, 0.06), SRGB_CURVE)
ADOBE = icc((0.64, 0.33, 0.21, 0.71, 0.15, 0.06), (2.19921875,))
PROPHOTO = icc((0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001, 0.3457, 0.3585), (1.8,))
LINEAR_REC2020 = icc((0.708, 0.292, 0.17, 0.797, 0.131, 0.046), (1.0,))
GAMMA_22 = icc((0.64, 0.33, 0.21, 0.71, 0.15, 0.06), (100000 / 45455,))
GREY = icc((0.64, 0.33, 0.3, 0.6, 0.15, 0.06), (2.2,), b"GRAY")
ACESCG = (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, 0.32168, 0.33767)
LINEAR_ACESCG = icc(ACESCG, (1.0,))


def converted(numbers: numpy.ndarray, own: bytes, wanted: bytes) -> numpy.ndarray:
    """Numbers 0…1 of one profile as numbers of another."""
    if own == wanted:
        return numbers
    kind = {b"RGB ": "rgb", b"GRAY": "gray", b"CMYK": "cmyk"}[own[16:20]]
    if kind == "cmyk":
        levels = imagecodecs.cms_transform(
            numpy.round(numbers * 65535).astype("uint16"), own, SRGB, colorspace="cmyk", outcolorspace="rgb", intent=0)  # fmt: skip
        return converted(levels / 65535, SRGB, wanted)
    if kind == "gray":
        # As light of sRGB's white.
        light = numbers.squeeze() ** 2.2
        level = numpy.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
        return converted(numpy.dstack([level] * 3), SRGB, wanted)
    return imagecodecs.cms_transform(
        numpy.ascontiguousarray(numbers, "float32"), own, wanted, colorspace="rgb", outcolorspace="rgb", intent=1)  # fmt: skip


# MARK: Photos in

height, width = 96, 144
y, x = numpy.mgrid[0:height, 0:width]
waves = [numpy.sin(x / 23 + c * 2) * numpy.cos(y / 17 - c) + numpy.sin((x + y) / 41 + c) for c in range(4)]
# A picture of many colours, 0…1, in whatever they mean; soft, as what is coded with loss should be.
scene = numpy.stack([(wave + 2) / 4 for wave in waves], 2)
scene = 0.04 + 0.92 * scene
colours, grey, inks = scene[:, :, :3], scene[:, :, :1], scene * numpy.array([0.9, 0.9, 0.9, 0.5])


def levels(numbers: numpy.ndarray, bits: int) -> numpy.ndarray:
    return numpy.round(numbers * (2**bits - 1)).astype("uint8" if bits == 8 else "uint16")


def decoded(path: Path, command: str) -> numpy.ndarray:
    """What a format's own decoder makes of a file."""
    run(command, *([] if command == "heif-convert" else ["-d", 16]), path, work / "decoded.png")
    pixels = imagecodecs.png_decode((work / "decoded.png").read_bytes())
    return pixels / (255 if pixels.dtype == numpy.uint8 else 65535)


def heic(path: Path) -> numpy.ndarray:
    Image.fromarray(levels(colours, 8)).save(work / "source.png", icc_profile=P3)
    run("heif-enc", "-q", 90, work / "source.png", "-o", path)
    return decoded(path, "heif-convert")


def avif(path: Path) -> numpy.ndarray:
    (work / "source.png").write_bytes(imagecodecs.png_encode(levels(colours, 16)))
    run("avifenc", "--depth", 10, "--cicp", "12/13/6", "-y", 444, "--min", 0, "--max", 20, work / "source.png", path)
    return decoded(path, "avifdec")


def deep_heic(path: Path) -> numpy.ndarray:
    (work / "source.png").write_bytes(imagecodecs.png_encode(levels(colours, 16)))
    run("heif-enc", "-q", 90, "-b", 10, "-p", "chroma=444", work / "source.png", "-o", path)
    return decoded(path, "heif-convert")


# How a picture is stored for each value of EXIF's orientation, and how it is turned upright.
TURNS = {
    1: (), 2: (Image.FLIP_LEFT_RIGHT,), 3: (Image.ROTATE_180,), 4: (Image.FLIP_TOP_BOTTOM,), 5: (Image.TRANSPOSE,),
    6: (Image.ROTATE_270,), 7: (Image.TRANSVERSE,), 8: (Image.ROTATE_90,),
}  # fmt: skip
BACK = {Image.ROTATE_270: Image.ROTATE_90, Image.ROTATE_90: Image.ROTATE_270}


def turned(path: Path, orientation: int = 6, **options: object) -> numpy.ndarray:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(levels(colours, 8))
    for turn in TURNS[orientation]:
        stored = stored.transpose(BACK.get(turn, turn))
    stored.save(path, exif=exif, **options)
    upright = Image.fromarray(numpy.asarray(Image.open(path).convert("RGB")))
    for turn in TURNS[orientation]:
        upright = upright.transpose(turn)
    return numpy.asarray(upright) / 255


def lossy_webp(path: Path) -> numpy.ndarray:
    Image.fromarray(levels(colours, 8)).save(path, quality=80, icc_profile=P3)
    return numpy.asarray(Image.open(path).convert("RGB")) / 255


def png(path: Path, *chunks: tuple[bytes, bytes]) -> numpy.ndarray:
    """Of 16 bits, with chunks behind the first one."""
    pixels = levels(colours, 16)
    file = imagecodecs.png_encode(pixels)
    for name, content in reversed(chunks):
        chunk = struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        file = file[:33] + chunk + file[33:]
    path.write_bytes(file)
    return pixels / 65535


def saved_inks(path: Path) -> numpy.ndarray:
    Image.fromarray(levels(inks, 8), "CMYK").save(path, quality=95, icc_profile=CMYK)
    # Pillow gives what Adobe stores inverted as it was meant.
    return numpy.asarray(Image.open(path)) / 255


def tiff(path: Path, data: numpy.ndarray, profile: bytes, **options: object) -> numpy.ndarray:
    tifffile.imwrite(path, data, iccprofile=profile, metadata=None, **options)
    stored = tifffile.imread(path)
    return stored.astype("float64") / (1 if stored.dtype.kind == "f" else numpy.iinfo(stored.dtype).max)


def exr(path: Path) -> numpy.ndarray:
    light = (colours**2.2).astype("float16")
    # OpenEXR has red, green, blue and white.
    head = {"compression": OpenEXR.PIZ_COMPRESSION, "type": OpenEXR.scanlineimage, "chromaticities": ACESCG}
    with OpenEXR.File(head, {"RGB": light}) as file:
        file.write(str(path))
    return light.astype("float64")


# As it was shot, the file, what its own decoder makes of it, and the profile that its numbers are of.
photos = [
    ("phone, HEIC, Display P3", "iphone.heic", heic, P3),
    ("phone, AVIF of 10 bits, P3 by code points", "android.avif", avif, P3),
    ("phone, WebP, turned by EXIF", "turned.webp", lambda path: turned(path, lossless=True), SRGB),
    ("camera, JPEG, Adobe RGB, turned by EXIF", "camera.jpg", lambda path: turned(path, quality=95, icc_profile=ADOBE), ADOBE),
    *((f"camera, progressive JPEG, orientation {turn}", f"turn-{turn}.jpg", lambda path, turn=turn: turned(
        path, turn, quality=95, progressive=True, icc_profile=P3), P3) for turn in TURNS),
    ("phone, HEIC of 10 bits", "deep.heic", deep_heic, SRGB),
    ("web, WebP with loss, Display P3", "web.webp", lossy_webp, P3),
    ("screenshot, PNG of 16 bits, Display P3", "screen.png", lambda path: png(
        path, (b"iCCP", b"P3\0\0" + zlib.compress(P3))), P3),
    ("old PNG of 16 bits, Adobe RGB by gAMA and cHRM", "chunks.png", lambda path: png(
        path, (b"gAMA", struct.pack(">I", 45455)),
        (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000))), GAMMA_22),
    ("new PNG of 16 bits, P3 by code points (cICP)", "points.png", lambda path: png(path, (b"cICP", bytes([12, 13, 0, 1]))), P3),
    ("press, JPEG of inks", "press.jpg", saved_inks, CMYK),
    ("raw developer, TIFF of 16 bits, ProPhoto", "raw.tif", lambda path: tiff(
        path, levels(colours, 16), PROPHOTO, photometric="rgb", compression="zlib", predictor=True), PROPHOTO),
    ("press, TIFF of inks, tiled", "inks.tif", lambda path: tiff(
        path, levels(inks, 8), CMYK, photometric="separated", tile=(32, 48)), CMYK),
    ("scanner, grey TIFF of 16 bits, gamma 2.2", "scan.tif", lambda path: tiff(
        path, levels(grey, 16)[:, :, 0], GREY, photometric="minisblack"), GREY),
    ("panorama, BigTIFF of floats, linear Rec. 2020", "panorama.tif", lambda path: tiff(
        path, (colours**2.2).astype("float32"), LINEAR_REC2020, photometric="rgb", bigtiff=True), LINEAR_REC2020),
    ("renderer, OpenEXR of halves, ACEScg", "render.exr", exr, LINEAR_ACESCG),
]  # fmt: skip

# MARK: Pictures out


def written(path: Path) -> tuple[numpy.ndarray, bytes]:
    """The numbers of a file that Reverie wrote, and their profile."""
    if path.suffix == ".exr":
        with OpenEXR.File(str(path)) as file:
            points = file.header().get("chromaticities")
            own = icc(tuple(points), (1.0,)) if points is not None else icc((0.64, 0.33, 0.3, 0.6, 0.15, 0.06), (1.0,))
            return file.channels()["RGB"].pixels.astype("float64"), own
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as file:
            page = file.pages[0]
            tag = page.tags.get(34675)
            return page.asarray() / numpy.iinfo(page.dtype).max, bytes(tag.value) if tag else SRGB
    image = Image.open(path)
    profile = image.info.get("icc_profile") or SRGB
    if path.suffix == ".png":
        pixels = imagecodecs.png_decode(path.read_bytes())
        return pixels / numpy.iinfo(pixels.dtype).max, profile
    return numpy.asarray(image.convert("RGB")) / 255, profile


def is_of_8_bits(path: Path) -> bool:
    """A PNG's depth is the 25th byte (PNG, 11.2.1)."""
    return path.read_bytes()[24] == 8


failures = 0
print(f"{'photo':48} {'out':7} {'mean':>6} {'most':>6}  profile")
for name, file, make, own in photos:
    source = work / file
    numbers = make(source)
    for ending in ("png", "tif", "webp", "jpg", "exr", "90.webp"):
        out = work / f"{source.stem}-out.{ending}"
        loss = ["--quality", 90] if ending == "90.webp" else []
        run(program, "run", work / "same.lua", source, "-o", out, "--force", "--progress", "none", "--no-recipe", *loss)
        found, profile = written(out)
        wanted = converted(numbers, own, profile)
        if ending == "exr":
            # Amounts of light, compared where steps look alike.
            found, wanted = (numpy.clip(numpy.asarray(part), 0, 1) ** (1 / 2.2) for part in (found, wanted))
        elif ending in ("webp", "jpg", "90.webp") or (ending == "png" and is_of_8_bits(out)) or (
            ending == "tif" and tifffile.TiffFile(out).pages[0].bitspersample == 8
        ):
            # Levels of 8 bits are whole, and LittleCMS gives them so.
            wanted = numpy.round(numpy.clip(wanted, 0, 1) * 255) / 255
        apart = numpy.abs(numpy.clip(found, 0, 1) - numpy.clip(wanted, 0, 1)) * 255
        kept = "kept" if profile == own else "sRGB" if profile == SRGB else "made"
        # What is written with loss has one of its own.
        is_right = apart.max() <= 1.02 or (ending in ("jpg", "90.webp") and apart.mean() <= 1.5)
        if own[16:20] == b"RGB " and ending != "exr" and "code points" not in name and "gAMA" not in name and file != "render.exr" and own != SRGB:
            is_right = is_right and kept == "kept"
        failures += not is_right
        print(f"{name:48} {ending:7} {apart.mean():6.2f} {apart.max():6.2f}  {kept}{'' if is_right else '  WRONG'}")
print("every photo is right" if failures == 0 else f"{failures} are wrong")
sys.exit(failures > 0)
