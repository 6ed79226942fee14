#!/bin/sh
# Builds verify-record and make-record into the directory given, in GOPATH mode from Debian's
# packages: nothing is downloaded. Exits 77 (ctest: skipped) when go or the packages are missing.
# usage: go-build.sh <build dir>
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
gopath=${ALTHING_GOPATH:-/usr/share/gocode}
command -v go >/dev/null || { echo "skipped: go is not installed" >&2; exit 77; }
[ -d "$gopath/src/golang.org/x/mod/sumdb" ] || {
  echo "skipped: golang-golang-x-mod-dev is not installed" >&2; exit 77; }
mkdir -p "$build"
export GO111MODULE=off GOPATH="$gopath" GOFLAGS= GOCACHE="$build/cache" GOPROXY=off CGO_ENABLED=0
for program in verify-record make-record; do
  go build -o "$build/$program" "$here/$program.go" "$here/common.go"
done
