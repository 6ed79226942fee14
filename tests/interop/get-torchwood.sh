#!/bin/sh
# Fetches Debian sid's package torchwood into a folder, without installing it or touching the system's lists:
# tests/interop/torchwood.mjs finds its programs there. usage: get-torchwood.sh DIR; then ALTHING_TORCHWOOD=DIR/usr/bin
set -eu
mkdir -p "$1"
dir=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian sid main" >"$work/sources"
cat >"$work/conf" <<CONF
Dir::Etc::sourcelist "$work/sources";
Dir::Etc::sourceparts "-";
Dir::State::Lists "$work/lists";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
CONF
apt-get -q -c "$work/conf" update
cd "$work"
apt-get -q -c "$work/conf" download torchwood
dpkg -x torchwood_*.deb "$dir"
ls "$dir/usr/bin"
