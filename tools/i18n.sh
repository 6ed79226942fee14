#!/bin/sh
# Collects message ids from src/web and ui/messages.json into locale/althing.pot and brings every
# locale/<lang>/althing.po up to date. With --check: changes nothing, fails if the .pot is stale.
# Lists at the end how many entries each language lacks; tools/i18n_check.py is the test.
set -eu
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

# The script's texts, as lines that xgettext reads.
node -e 'const m = JSON.parse(require("fs").readFileSync("ui/messages.json", "utf8"));
for (const id of Object.keys(m)) console.log(`msg(${JSON.stringify(m[id])});`);' > "$work/messages.json.cpp"

find src/web/ -name '*.cpp' -o -path 'src/web/*' -name '*.h' | LC_ALL=C sort > "$work/files"
xgettext --language=C++ --from-code=UTF-8 --no-location --sort-output --package-name=althing \
  --keyword --keyword=tr:1 --keyword=trf:1 --keyword=trh:1 --keyword=ntr:1,2 --keyword=ntrf:1,2 \
  --keyword=ntrh:1,2 --keyword=msg:1 --keyword=msgc:1c,2 --files-from="$work/files" \
  --output="$work/raw.pot" "$work/messages.json.cpp"
# Dates would make every run differ.
sed -e '/^"POT-Creation-Date/d' -e 's/charset=CHARSET/charset=UTF-8/' \
  -e '1,/^msgid/{/^#/d}' -e '/^#, .*c-format$/d' "$work/raw.pot" > "$work/althing.pot"

if [ "${1:-}" = --check ]; then
  if ! diff -u locale/althing.pot "$work/althing.pot"; then
    echo "locale/althing.pot is stale: run tools/i18n.sh" >&2
    exit 1
  fi
  exit 0
fi
cp "$work/althing.pot" locale/althing.pot
for po in locale/*/althing.po; do
  [ -e "$po" ] || continue
  lang=$(basename "$(dirname "$po")")
  if [ "$lang" = en ]; then continue; fi
  # What is new stays empty, which shows English, rather than a guess nobody looked at.
  msgmerge --quiet --no-fuzzy-matching --no-location --sort-output --backup=none --update "$po" locale/althing.pot
done
mkdir -p locale/en
# English needs no translator: every id is its own text.
msgen --lang=en --no-location locale/althing.pot |
  sed -e 's/^"Plural-Forms:.*/"Plural-Forms: nplurals=2; plural=(n != 1);\\n"/' \
      -e 's/^"PO-Revision-Date:.*/"PO-Revision-Date: 2026-01-01 00:00+0000\\n"/' \
      -e 's/^"Last-Translator:.*/"Last-Translator: none, made by tools\/i18n.sh\\n"/' \
      -e 's/^"Language-Team:.*/"Language-Team: none\\n"/' > locale/en/althing.po
for po in locale/*/althing.po; do
  echo "$po: $(msgfmt --statistics -o /dev/null "$po" 2>&1)"
done
