#!/usr/bin/env python3
"""Brings propago_ko.ts up to date with the sources.

lupdate finds what stands in tr(); the core has no Qt and marks its sentences with PROPAGO_TEXT, so
these are first written into a file that lupdate understands, under the context "Core".
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MARK = re.compile(r'PROPAGO_TEXT\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')


def core_sentences():
    found = set()
    for folder in ("core", "app", "views"):
        for path in sorted((ROOT / folder).rglob("*.cpp")) + sorted((ROOT / folder).rglob("*.h")):
            for match in MARK.finditer(path.read_text(encoding="utf-8")):
                found.add("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match.group(1))))
    return sorted(found)


def main():
    lupdate = sys.argv[1] if len(sys.argv) > 1 else "/usr/lib/qt6/bin/lupdate"
    target = ROOT / "translations" / "propago_ko.ts"
    with tempfile.TemporaryDirectory() as folder:
        listing = pathlib.Path(folder) / "core_texts.cpp"
        listing.write_text("".join(f'QT_TRANSLATE_NOOP("Core", "{s}");\n' for s in core_sentences()),
                           encoding="utf-8")
        subprocess.run([lupdate, "-no-obsolete", "-locations", "none", "-source-language", "en",
                        "-target-language", "ko_KR", str(ROOT / "app"), str(ROOT / "views"),
                        str(listing), "-ts", str(target)], check=True)


if __name__ == "__main__":
    main()
