#!/usr/bin/env bash
# The systemd unit, without a systemd that runs: it has no fault and no unknown setting, and leaves little
# open by systemd's own measure (0 = nothing, 10 = all; what is left is the network and two harmless calls).
# usage: unit.sh <althing binary> <deploy folder>. Exit 77 = skipped.
set -uo pipefail
most=15  # in tenths
command -v systemd-analyze >/dev/null || { echo "skipped: no systemd-analyze here"; exit 77; }
bin=$(realpath "$1") deploy=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
bad() { echo "FAIL  $*"; failed=1; }

# verify wants programs and manuals that are there.
sed "s|/usr/local/bin/althing|$bin|; s|^Documentation=.*||" "$deploy/althing.service" >"$work/althing.service"
grep -q "$bin" "$work/althing.service" || bad "the unit does not start /usr/local/bin/althing"
said=$(systemd-analyze verify --man=no "$work/althing.service" 2>&1 | grep -F althing.service)
[ -z "$said" ] || bad "verify: $said"

report=$(systemd-analyze security --offline=yes --no-pager --threshold="$most" "$work/althing.service" 2>&1)
[ $? -eq 0 ] || bad "exposure over $most tenths"
tail -1 <<<"$report"
for setting in User= NoNewPrivileges= CapabilityBoundingSet=~CAP_SYS_PTRACE MemoryDenyWriteExecute= ProtectSystem= PrivateDevices= LockPersonality= RestrictNamespaces=~user UMask=; do
  grep -F "$setting" <<<"$report" | grep -q '✓' || bad "systemd does not call $setting good"
done
for setting in LimitCORE=0 LimitNOFILE= StateDirectoryMode=0700; do
  grep -q "^$setting" "$deploy/althing.service" || bad "no $setting"
done
# What the unit starts is a command line that the program knows.
flags=$(sed -n 's|^ExecStart=/usr/local/bin/althing ||p' "$deploy/althing.service")
help=$("$bin" serve --help)
for flag in $(grep -oE -- '--[a-z-]+' <<<"$flags"); do grep -q -- "$flag" <<<"$help" || bad "serve has no $flag"; done
[ $failed -eq 0 ] && echo "the unit is good"
exit $failed
