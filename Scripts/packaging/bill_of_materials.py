"""What a package is made of: its copyright file, as Debian's are, and an SBOM (SPDX 2.3, JSON).

bill_of_materials.py CHECKOUT BUILD VERSION TARGET [LIBRARY ...]

CHECKOUT is the project's, BUILD the folder that SwiftPM built in, with its checkouts of Swift packages; TARGET takes `copyright` and
`reverie.spdx.json`; each LIBRARY is a file of a Debian package that goes into the package beside the program.
"""

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

checkout, build, version, target = (Path(argument) for argument in sys.argv[1:5])
libraries = [Path(argument) for argument in sys.argv[5:]]

# Licences of what is linked into the program, by the package that Package.swift names; what each licence file says is copied.
swift_packages = {
    "swift-argument-parser": "Apache-2.0 WITH Swift-exception",
    "swift-protobuf": "Apache-2.0 WITH Swift-exception",
    "FlyingFox": "MIT",
}
runtime = [
    ("Swift standard library and Foundation", "Apache-2.0 WITH Swift-exception", "https://www.swift.org"),
    ("ICU (in Foundation)", "Unicode-3.0", "https://icu.unicode.org"),
]


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def swift_version() -> str:
    found = re.search(r"Swift version ([0-9.]+)", run("swift", "--version"))
    return found.group(1) if found else "unknown"


def linked() -> list[dict[str, str]]:
    """The Swift packages that the build resolved."""
    pins = json.loads((checkout / "Package.resolved").read_text(encoding="utf-8"))["pins"]
    made = []
    for pin in pins:
        name = Path(pin["location"]).name.removesuffix(".git")
        if name not in swift_packages:
            sys.exit(f"bill_of_materials: '{name}' has no licence in the table; look at its LICENSE file and add it")
        made.append(
            {"name": name, "version": pin["state"]["version"], "licence": swift_packages[name], "home": pin["location"]}
        )
    for name, licence, home in runtime:
        made.append({"name": name, "version": swift_version(), "licence": licence, "home": home})
    return made


def brought() -> list[dict[str, str]]:
    """The Debian packages whose libraries go along, with what their copyright files say."""
    made: dict[str, dict[str, str]] = {}
    for library in libraries:
        real = os.path.realpath(library)
        # dpkg knows some by the path below /usr, some by the one above.
        owner = next(
            (
                line.split(":")[0]
                for path in (real, real.removeprefix("/usr"), "/usr" + real)
                for line in subprocess.run(["dpkg", "-S", path], capture_output=True, text=True).stdout.splitlines()
            ),
            None,
        )
        if owner is None:
            sys.exit(f"bill_of_materials: no Debian package has '{library}'")
        source, release = run("dpkg-query", "-W", "-f=${source:Package}\t${Version}\n", owner).splitlines()[0].split("\t")
        text = Path(f"/usr/share/doc/{owner}/copyright").read_text(encoding="utf-8", errors="replace")
        names = sorted(set(re.findall(r"^License:[ \t]*(\S.*?)[ \t]*$", text, re.MULTILINE)))
        made[owner] = {
            "name": owner,
            "version": release,
            "licence": " AND ".join(names) or "see the text",
            "text": text,
            "home": f"https://packages.debian.org/source/bookworm/{source}",
        }
    return [made[name] for name in sorted(made)]


def spdx(parts: list[dict[str, str]]) -> dict[str, object]:
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)

    def package(number: int, part: dict[str, str]) -> dict[str, object]:
        licence = part["licence"] if re.fullmatch(r"[A-Za-z0-9.+ -]+", part["licence"]) and "text" not in part else None
        return {
            "SPDXID": f"SPDXRef-{number}",
            "name": part["name"],
            "versionInfo": part["version"],
            "downloadLocation": part["home"],
            "filesAnalyzed": False,
            "licenseConcluded": licence or "NOASSERTION",
            "licenseDeclared": licence or "NOASSERTION",
            "licenseComments": part["licence"],
            "copyrightText": "NOASSERTION",
        }

    everything = [{"name": "reverie", "version": str(version), "licence": "(not stated yet)", "home": "NOASSERTION"}, *parts]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"reverie-{version}",
        "documentNamespace": f"https://reverie.example/spdx/reverie-{version}-{int(created.timestamp())}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: Scripts/package"]},
        "packages": [package(number, part) for number, part in enumerate(everything)],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-0"},
            *(
                {"spdxElementId": "SPDXRef-0", "relationshipType": "CONTAINS", "relatedSpdxElement": f"SPDXRef-{number}"}
                for number in range(1, len(everything))
            ),
        ],
    }


def copyright_text(parts: list[dict[str, str]], outside: list[dict[str, str]]) -> str:
    said = [
        f"Reverie {version}\n",
        "Reverie's own licence is not stated yet; each preset names its own in its first lines. The names of the classes in",
        "Scripts/networks/imagenet-labels.txt are those of torchvision (BSD-3-Clause).\n",
        "Linked into the program, each under its licence (Apache-2.0: /usr/share/common-licenses/Apache-2.0):\n",
    ]
    said += [f"  {part['name']} {part['version']}: {part['licence']} ({part['home']})" for part in parts]
    for part in parts:
        for file in sorted(build.glob(f"checkouts/{part['name']}/LICENSE*")):
            # Of Apache-2.0 only what a package adds to it: Debian has the text in one place for all.
            text = re.sub(r"^\s*Apache License.*?END OF TERMS AND CONDITIONS", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
            text = re.sub(r"\s*APPENDIX: How to apply.*?limitations under the License\.\s*", "", text, flags=re.DOTALL)
            if text.strip():
                said.append(f"\n--- {part['name']}: {file.name} ---\n\n{text.strip()}")
    if outside:
        said.append("\nLibraries beside the program in lib/reverie, from Debian's packages; what those say of them:\n")
        said += [f"--- {part['name']} {part['version']} ---\n\n{part['text']}" for part in outside]
    return "\n".join(said)


inside, outside = linked(), brought()
target.joinpath("copyright").write_text(copyright_text(inside, outside), encoding="utf-8")
target.joinpath("reverie.spdx.json").write_text(json.dumps(spdx(inside + outside), indent=1) + "\n", encoding="utf-8")
