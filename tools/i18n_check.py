#!/usr/bin/env python3
"""Checks locale/<lang>/althing.po of every language: msgfmt finds nothing, no entry is fuzzy, every {placeholder}
of the original is in the translation, and no more entries are missing than locale/missing_allowed says (what is
missing is shown in English). A plural form that stands for one number only (n=1; in Arabic n=0, 1, 2) may
leave {n} out. With --self-test: breaks a catalogue in each way and fails unless that is found."""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGS = ("ar", "en", "es", "fr", "ru", "zh")
# Plural forms that are said of a single number. Russian's first is said of 1, 21, 31 too.
EXACT_FORMS = {"ar": (0, 1, 2), "en": (0,), "es": (0,), "fr": (), "ru": (), "zh": ()}


def entries(text):
    """Dictionaries of msgctxt, msgid, msgid_plural, msgstr, msgstr[0]..., and "fuzzy"."""
    for block in re.split(r"\n\s*\n", text):
        entry, member = {}, None
        for line in block.splitlines():
            if line.startswith("#,") and "fuzzy" in line:
                entry["fuzzy"] = "fuzzy"
            found = re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
            if found:
                member = found[1]
                entry[member] = found[2]
            elif line.startswith('"') and member:
                entry[member] += line[1:-1]
        if entry.get("msgid"):
            yield entry


def names(text):
    return sorted(re.findall(r"\{[a-z_]+\}", text))


def faults_of(lang, text, allowed):
    faults, missing, n = [], 0, 0
    for entry in entries(text):
        n += 1
        shown = entry["msgid"][:60]
        if "fuzzy" in entry:
            faults.append(f"fuzzy: {shown}")
        forms = {key: value for key, value in entry.items() if key.startswith("msgstr")}
        if not all(forms.values()):
            missing += 1
            if any(forms.values()):
                faults.append(f"some plural forms are missing: {shown}")
            continue
        expected = names(entry.get("msgid_plural", entry["msgid"]))
        for key, value in forms.items():
            without = [name for name in expected if name != "{n}"]
            exact = key != "msgstr" and int(key[7]) in EXACT_FORMS[lang]
            if names(value) != expected and not (exact and names(value) == without):
                faults.append(f"placeholders {names(value)} where the original has {expected}: {shown}")
    if missing > allowed:
        faults.append(f"{missing} of {n} entries are not translated, {allowed} may be missing (locale/missing_allowed)")
    if n < 700:
        faults.append(f"only {n} entries")
    return faults


def msgfmt_faults(text):
    with tempfile.NamedTemporaryFile("w", suffix=".po", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        run = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", file.name], capture_output=True, text=True, check=False)
    return [] if run.returncode == 0 else [run.stderr.strip()]


def self_test():
    text = (ROOT / "locale/ar/althing.po").read_text(encoding="utf-8")
    assert not faults_of("ar", text, 100000) and not msgfmt_faults(text)
    broken = {
        "a placeholder lost": text.replace("{title}", "", 3),
        "a placeholder renamed": re.sub(r'msgstr "([^"]*)\{type\}', r'msgstr "\1{tipo}', text),
        "{n} lost where it is said of many numbers": re.sub(r'(msgstr\[3\] "[^"]*)\{n\}', r"\1", text, count=1),
        "a fuzzy entry": text.replace('msgid "Actions"', '#, fuzzy\nmsgid "Actions"'),
        "a plural form emptied": re.sub(r'msgstr\[5\] "[^"]+"', 'msgstr[5] ""', text, count=1),
    }
    for what, bad in broken.items():
        assert bad != text, f"the self-test could not make: {what}"
        assert faults_of("ar", bad, 100000), f"not found: {what}"
    emptied = re.sub(r'(msgid "Actions"\nmsgstr) "[^"]+"', r'\1 ""', text)
    assert emptied != text and faults_of("ar", emptied, 0), "not found: an entry missing"
    assert msgfmt_faults(re.sub(r"nplurals=6", "nplurals=5", text)), "msgfmt does not find a wrong number of forms"
    print("each way of breaking a catalogue is found")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    allowed = int((ROOT / "locale/missing_allowed").read_text().split()[0])
    bad = 0
    for lang in LANGS:
        text = (ROOT / f"locale/{lang}/althing.po").read_text(encoding="utf-8")
        for fault in faults_of(lang, text, allowed) + msgfmt_faults(text):
            print(f"{lang}: {fault}", file=sys.stderr)
            bad += 1
    if bad:
        sys.exit(1)
    print(f"{len(LANGS)} catalogues are well")


main()
