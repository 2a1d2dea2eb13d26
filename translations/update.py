#!/usr/bin/env python3
"""Brings propago_ko.ts up to date with the sources.

lupdate finds what stands in tr(); the core has no Qt and marks its sentences with PROPAGO_TEXT, so
these are first written into a file that lupdate understands, under the context "Core". The same is
done for files whose sentences go through a small function of their own, such as say("...").

propago_en.ts holds only what has a plural, as English needs nothing else.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LITERALS = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
MARK = re.compile(r'PROPAGO_TEXT\(\s*' + LITERALS + r'\)')
HELPER = re.compile(r'QString (\w+)\(const char\* (\w+)\)\s*\{\s*'
                    r'return QCoreApplication::translate\("([^"]+)", \2\);')
# lupdate gives up on a translate() whose number is more than a plain name.
COUNTED = re.compile(r'QCoreApplication::translate\(\s*"([^"]+)",\s*' + LITERALS + r',\s*nullptr,')


def joined(literals):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.cpp")) + sorted((ROOT / folder).rglob("*.h")):
            yield path.read_text(encoding="utf-8")


def core_sentences():
    found = set()
    for text in sources("core", "app", "views"):
        for match in MARK.finditer(text):
            found.add(("Core", joined(match.group(1))))
    return sorted(found)


def helper_sentences():
    found = set()
    for text in sources("app", "views"):
        helper = HELPER.search(text)
        if not helper:
            continue
        call = re.compile(r'\b' + helper.group(1) + r'\(\s*' + LITERALS + r'\)')
        for match in call.finditer(text):
            found.add((helper.group(3), joined(match.group(1))))
    return sorted(found)


def counted_sentences():
    found = set()
    for text in sources("app", "views"):
        for match in COUNTED.finditer(text):
            found.add((match.group(1), joined(match.group(2))))
    return sorted(found)


def update(lupdate, target, *options):
    subprocess.run([lupdate, *options, "-I", str(ROOT), "-no-obsolete", "-locations", "none",
                    "-source-language", "en", "-ts", str(target)], check=True)


def main():
    lupdate = sys.argv[1] if len(sys.argv) > 1 else "/usr/lib/qt6/bin/lupdate"
    folder_of_files = ROOT / "translations"
    with tempfile.TemporaryDirectory() as folder:
        listing = pathlib.Path(folder) / "marked_texts.cpp"
        lines = [f'QT_TRANSLATE_NOOP("{context}", "{sentence}");\n'
                 for context, sentence in core_sentences() + helper_sentences()]
        lines += [f'QCoreApplication::translate("{context}", "{sentence}", nullptr, n);\n'
                  for context, sentence in counted_sentences()]
        listing.write_text("".join(lines), encoding="utf-8")
        places = [str(ROOT / "app"), str(ROOT / "views"), str(listing)]
        update(lupdate, folder_of_files / "propago_ko.ts", *places, "-target-language", "ko_KR")
        update(lupdate, folder_of_files / "propago_en.ts", *places, "-target-language", "en",
               "-pluralonly")


if __name__ == "__main__":
    main()
