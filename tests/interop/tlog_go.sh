#!/bin/sh
# Trades record folders with golang.org/x/mod, both ways, and makes sure that each side refuses a
# folder in which one bit is wrong. usage: tlog_go.sh <tlog_files binary> <build dir>
set -eu
ours=$1
build=$2
here=$(cd "$(dirname "$0")" && pwd)
sh "$here/go-build.sh" "$build" || exit $?
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refused() { # <what> <command...>: the command must fail, with a reason
  what=$1
  shift
  if "$@" >"$work/out" 2>&1; then echo "not refused: $what" >&2; exit 1; fi
  [ -s "$work/out" ] || { echo "no reason given: $what" >&2; exit 1; }
  echo "refused ($what): $(head -1 "$work/out")"
}

flip() { # <file>: changes one bit of its last byte but one
  size=$(wc -c <"$1")
  byte=$(od -An -tu1 -j $((size - 2)) -N1 "$1" | tr -d ' ')
  # shellcheck disable=SC2059
  printf "$(printf '\\%03o' $((byte ^ 1)))" |
    dd of="$1" bs=1 seek=$((size - 2)) conv=notrunc 2>/dev/null
}

# Ours, read by Go: partial and full tiles, one and two and three levels.
for size in 1 2 255 256 257 1000 66000; do
  "$ours" make "$work/ours$size" "$size"
  old=
  for file in "$work/ours$size"/old/*; do old="$old -old $file"; done
  # shellcheck disable=SC2086
  "$build/verify-record" -proofs "$work/ours$size/proofs" $old "$work/ours$size/record" \
    "$(cat "$work/ours$size/vkey")"
done

dir=$work/ours1000
for file in record/tile/0/000 record/tile/0/003.p/232 record/tile/1/000.p/3 \
  record/tile/entries/001 record/tile/entries/003.p/232 proofs/0.tlog-proof; do
  flip "$dir/$file"
  refused "Go, $file" "$build/verify-record" -proofs "$dir/proofs" "$dir/record" \
    "$(cat "$dir/vkey")"
  flip "$dir/$file"
done
refused "Go, another log's key" "$build/verify-record" "$dir/record" \
  "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
cp "$work/ours66000/old/66000" "$work/other"
refused "Go, a checkpoint that is no prefix" "$build/verify-record" -old "$work/other" \
  "$dir/record" "$(cat "$dir/vkey")"

# Go's, read by us.
for sizes in "2 1" "256 255" "257 256" "1000 700" "66000 65537"; do
  # shellcheck disable=SC2086
  "$build/make-record" "$work/go" $sizes
  "$ours" check "$work/go"
  [ "$sizes" = "1000 700" ] || rm -rf "$work/go"
  [ "$sizes" = "1000 700" ] && mv "$work/go" "$work/go1000"
done
dir=$work/go1000
for file in record/tile/0/000 record/tile/0/003.p/232 record/tile/1/000.p/3 \
  record/tile/entries/001 record/checkpoint consistency; do
  flip "$dir/$file"
  refused "ours, $file" "$ours" check "$dir"
  flip "$dir/$file"
done
"$ours" check "$dir"
