"""Makes the wheels of PyPI from built programs, with the version of Cargo.toml.

    python3 pypi/build.py --out DIR TARGET=PROGRAM...

A wheel (https://packaging.python.org/en/latest/specifications/binary-distribution-format/) holds the program as a script
and nothing of Python. The same program gives the same bytes.
"""

import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Programs for musl hold all that they need, and so run on every Linux.
PLATFORMS = {
    "x86_64-unknown-linux-musl": "manylinux2014_x86_64.musllinux_1_1_x86_64",
    "aarch64-unknown-linux-musl": "manylinux2014_aarch64.musllinux_1_1_aarch64",
    "x86_64-apple-darwin": "macosx_10_12_x86_64",
    "aarch64-apple-darwin": "macosx_11_0_arm64",
    "x86_64-pc-windows-msvc": "win_amd64",
}


def stated(key):
    """What the workspace says."""
    return re.search(rf'^{key} = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)


def metadata(version):
    return "\n".join(
        [
            "Metadata-Version: 2.4",
            "Name: seamline",
            f"Version: {version}",
            "Summary: Shows where a monolith can be cut into services, why, how sure it is, and what each cut costs",
            f"License-Expression: {stated('license')}",
            "License-File: LICENSE-APACHE",
            "License-File: LICENSE-MIT",
            f"Project-URL: Source, {stated('repository')}",
            "Requires-Python: >=3.8",
            "Description-Content-Type: text/markdown",
            "",
            (ROOT / "pypi" / "README.md").read_text(),
        ]
    )


def wheel(out, target, program):
    version, platforms = stated("version"), PLATFORMS[target]
    about = f"seamline-{version}.dist-info"
    script = "seamline.exe" if "windows" in target else "seamline"
    tags = "".join(f"Tag: py3-none-{platform}\n" for platform in platforms.split("."))
    files = {
        f"seamline-{version}.data/scripts/{script}": Path(program).read_bytes(),
        f"{about}/METADATA": metadata(version).encode(),
        f"{about}/WHEEL": f"Wheel-Version: 1.0\nGenerator: seamline\nRoot-Is-Purelib: false\n{tags}".encode(),
    }
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        files[f"{about}/licenses/{name}"] = (ROOT / name).read_bytes()
    record = ""
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(content)}\n"
    files[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    path = out / f"seamline-{version}-py3-none-{platforms}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if "/scripts/" in name else 0o100644) << 16
            archive.writestr(entry, content)
    return path


def main(arguments):
    if len(arguments) < 3 or arguments[0] != "--out" or not all("=" in one for one in arguments[2:]):
        sys.exit("usage: python3 pypi/build.py --out DIR TARGET=PROGRAM...")
    out = Path(arguments[1])
    out.mkdir(parents=True, exist_ok=True)
    for one in arguments[2:]:
        target, program = one.split("=", 1)
        print(wheel(out, target, program))


if __name__ == "__main__":
    main(sys.argv[1:])
