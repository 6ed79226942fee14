#!/usr/bin/env bash
# The whole story by command line: found an assembly, put the example's texts on file, publish a
# statement, sign it in every capacity, withdraw, audit, damage, rebuild, prove, export, restore.
# usage: cli.sh <althing binary>. Prints one line per check and "N passed, N failed".
set -uo pipefail
bin=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
server=
passed=0 failed=0

stop_server() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; fi
  server=
}
trap 'stop_server; rm -rf "$work"' EXIT
cd "$work" || exit 1

# good NAME COMMAND... : the command succeeds. Its output is left in $out.
good() {
  local name=$1; shift
  if out=$("$@" 2>"$work/stderr"); then passed=$((passed + 1)); echo "ok    $name"
  else failed=$((failed + 1)); echo "FAIL  $name (exit $?): $out $(cat "$work/stderr")"; fi
}
# refused NAME CODE PATTERN COMMAND... : exits with CODE and says PATTERN.
refused() {
  local name=$1 code=$2 pattern=$3; shift 3
  out=$("$@" 2>&1); local got=$?
  if [ $got -eq "$code" ] && grep -qE -- "$pattern" <<<"$out"; then passed=$((passed + 1)); echo "ok    $name"
  else failed=$((failed + 1)); echo "FAIL  $name: exit $got, wanted $code and /$pattern/: $out"; fi
}
# says NAME PATTERN TEXT
says() {
  if grep -qE -- "$2" <<<"$3"; then passed=$((passed + 1)); echo "ok    $1"
  else failed=$((failed + 1)); echo "FAIL  $1: no /$2/ in: $3"; fi
}
# field NAME JSON: a string or number member of one line of JSON.
field() { sed -nE "s/.*\"$1\":\"?([^\",}]*)\"?.*/\1/p" <<<"$2" | head -1; }

serve() {
  : >"$work/serve.out"  # else the last node's answer may be read before this one's file is opened
  "$bin" --json serve "$1" --listen 127.0.0.1:0 >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  for _ in $(seq 100); do
    [ -s "$work/serve.out" ] && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  ALTHING_NODE=$(field url "$(head -1 "$work/serve.out")")
  export ALTHING_NODE
}

# Keys and founding
good "init makes the node's keys" "$bin" init data
refused "init never overwrites keys" 1 "already has keys" "$bin" init data
for who in founder person scholar organisation deputy; do good "key of $who" "$bin" key new $who.key; done
says "key file is private" "^600$" "$(stat -c %a founder.key)"
refused "a key is never overwritten" 1 "never overwritten" "$bin" key new founder.key
export ALTHING_PASSPHRASE="correct horse battery"
good "key backup" "$bin" key backup person.key person.backup.json
says "backup opens to the same key" "$(field key "$("$bin" --json key show person.key)")" "$("$bin" --json key show person.backup.json)"
refused "wrong passphrase is refused" 1 "wrong passphrase" env ALTHING_PASSPHRASE=wrong-one "$bin" key show person.backup.json
echo "We answer together." >charter.md
refused "founding needs a key" 2 "--key" "$bin" found data --name "No key"
refused "a group with an empty title" 2 "names no title" "$bin" found data --key founder.key --name "No title" --group civil=
good "found" "$bin" --json found data --key founder.key --name "Open Networks" --text-file charter.md --group "civil=Civil society" --group technical --vouches 1
assembly=$(field assembly "$out")
refused "one assembly per folder" 1 "already" "$bin" found data --key founder.key --name "Again"
refused "no node, exit 3" 3 "cannot reach" "$bin" --node http://127.0.0.1:1 show "$assembly"

serve data
says "node is up" "^http://127" "$ALTHING_NODE"
good "the founding act is shown" "$bin" show "$assembly"
good "founder joins" "$bin" join --key founder.key --kind person --name "Fay Founder"
good "organisation joins" "$bin" --json join --key organisation.key --kind organisation --name "Example Foundation" --country de
organisation=$(field id "$out")
refused "unknown capacity is wrong use" 2 "capacity" "$bin" sign "$assembly" --key person.key --capacity king
refused "deceptive name is refused" 1 "name" "$bin" join --key scholar.key --kind person --name "$(printf 'Ada\xe2\x80\xaeevil')"
refused "bad country names its field" 1 "country" "$bin" join --key scholar.key --kind person --name Ada --country DE
refused "unknown type is wrong use" 2 "none of" "$bin" act dance --key person.key
refused "time must have its one form" 1 "closes.*must be" "$bin" act statement closes=tomorrow --detail title=x --detail text=y --key person.key

# The file
good "import, dry run" "$bin" import "$root/examples/wcit-12/story.case.json" --key founder.key --dry-run
says "dry run sends nothing" "^Would import: [1-9]" "$(tail -1 <<<"$out")"
good "import" "$bin" --json import "$root/examples/wcit-12/story.case.json" --key founder.key
says "rows are new" '"new":[1-9]' "$out"
good "import again" "$bin" --json import "$root/examples/wcit-12/story.case.json" --key founder.key
says "nothing is doubled" '"new":0' "$out"

# Statement and signatures
printf 'We ask for open meetings.\n\nAnd for published drafts.\n' >answer.md
good "statement" "$bin" --json statement new --key founder.key --title "Our answer" --text-file answer.md --closes 2099-12-31
statement=$(field id "$out")
good "statement show" "$bin" statement show "$statement"
says "its text is shown" "open meetings" "$out"
good "sign as a person" "$bin" --json sign "$statement" --key person.key --name "Pat Person"
signature=$(field id "$out")
refused "affiliated needs an affiliation" 2 "affiliation" "$bin" sign "$statement" --key scholar.key --capacity affiliated --name Sol
good "sign affiliated" "$bin" sign "$statement" --key scholar.key --capacity affiliated --name "Sol Scholar" --affiliation "Example University"
refused "no mandate, no organisation" 2 "mandate" "$bin" sign "$statement" --key deputy.key --capacity organisation
deputy=$(field key "$("$bin" --json key show deputy.key)")
good "appoint a deputy" "$bin" act appoint "key=$deputy" scope=unsign,sign until=2100-01-01T00:00:00Z --key organisation.key
good "sign for an organisation" "$bin" sign "$statement" --key deputy.key --capacity organisation --for "$organisation"
deputy_sign=$(sed -nE "s/^(logged|known) ([0-9a-f]+).*/\2/p" <<<"$out")
good "its verdict" "$bin" --json show "$deputy_sign"
says "it counts" "\"status\":\"effective\"" "$out"
good "print an act" "$bin" sign "$statement" --key founder.key --name "Fay Founder" --print
printf '%s\n' "$out" >printed.json
good "submit it" "$bin" act --submit printed.json
says "logged" "^logged" "$out"
good "submit it again" "$bin" act --submit printed.json
says "known" "^known" "$out"
sed 's/"capacity/"kapazity/; s/\\"capacity/\\"kapazity/' printed.json >bent.json
refused "a bent act is refused" 1 "ignature|malformed|canonical" "$bin" act --submit bent.json
refused "signing what is not held" 1 "statement" "$bin" sign "$(printf '0%.0s' {1..64})" --key person.key
refused "show of an unknown act, exit 3" 3 "no act" "$bin" show "$(printf '0%.0s' {1..64})"
good "revise" "$bin" --json statement revise "$statement" --key founder.key --title "Our answer, 2" --text "We still ask."
good "list from the checked record" "$bin" statement list
says "four sign the first version" "^$statement +4 signatures \(2 persons, 1 affiliated, 1 organisations\)" "$out"
says "none sign the second" " 0 signatures .*Our answer, 2" "$out"
good "unsign" "$bin" unsign "$statement" --key scholar.key
good "operator withholds" "$bin" withhold data "$signature" --reason "example"
good "and shows again" "$bin" restore-detail data "$signature"

# Proof and audit, of the running node and of the folder
good "proof" "$bin" proof "$signature" -o sig.proof --act sig.note
if command -v curl >/dev/null; then vkey=$(field log "$(curl -s "$ALTHING_NODE/policy")"); else vkey=; fi
if [ -n "$vkey" ]; then
  good "proof checks offline" "$bin" --node http://127.0.0.1:1 proof --check sig.proof --act sig.note --log "$vkey"
  sed 's/Pat/Mat/; s/person/persom/' sig.note >bent.note
  refused "proof of another act fails" 1 "" "$bin" proof --check sig.proof --act bent.note --log "$vkey"
fi
good "audit over HTTP" "$bin" --json audit "$ALTHING_NODE" --state audit.state
says "no faults" '"ok":true' "$out"
good "audit resumes" "$bin" --json audit "$ALTHING_NODE" --state audit.state
says "from where it was" '"resumed_at":[1-9]' "$out"
good "digest of the node" "$bin" --json digest "$ALTHING_NODE"
digest=$(field digest "$out")
good "digest of the folder" "$bin" digest data
says "both agree" "$digest" "$out"
refused "a second process is refused" 1 "lock|process|pid" "$bin" rebuild data
good "export while it runs" "$bin" export data exported
says "no keys in it" "^0$" "$(find exported -name '*.key' | wc -l)"
good "CSV" "$bin" export data --statement "$statement" --csv
says "names in it" '"Pat Person"' "$out"
stop_server

good "audit of the folder" "$bin" audit data
says "three left" "^$statement +3 signatures" "$out"
in_memory=$out
good "audit that folds in a temporary file" "$bin" audit data --on-disk
says "and says the same" "^same$" "$([ "$in_memory" = "$out" ] && echo same)"
good "audit of the export" "$bin" audit exported
cp -r data flipped
victim=$(find flipped/record/tile/entries -type f | head -1)
size=$(stat -c %s "$victim")
byte=$(od -An -tu1 -j $((size / 2)) -N 1 "$victim" | tr -d ' ')
printf "$(printf '\\%03o' $((byte ^ 1)))" | dd of="$victim" bs=1 seek=$((size / 2)) conv=notrunc status=none
refused "one flipped byte is named" 1 "FAULT entry [0-9]+, ${victim#flipped/record/}" "$bin" audit flipped
refused "and is not restored from" 1 "faults" "$bin" restore flipped unwanted
good "rebuild" "$bin" rebuild data
says "same digest" "$digest" "$out"
good "restore from the export" "$bin" --json restore exported restored
says "same assembly" "$assembly" "$out"
good "digest of the restored" "$bin" digest restored
says "same state" "$digest" "$out"
serve restored
good "the restored folder serves" "$bin" show "$signature"
stop_server
good "completion" "$bin" completion bash
says "completion knows the commands" "statement\)" "$out"
if bash -n <<<"$out"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL  completion is bash"; fi
for command in init serve key found join act statement sign unsign import show proof audit rebuild export digest restore count; do
  good "help of $command" "$bin" $command --help
  says "$command teaches" "Example" "$out"
done

# Another implementation reads the record.
if [ -x "$root/tests/interop/go-build.sh" ] && [ -n "$vkey" ]; then
  build=${ALTHING_GO_BUILD:-$work/go}
  if "$root/tests/interop/go-build.sh" "$build" 2>go.err; then
    good "x/mod verifies the record" "$build/verify-record" data/record "$vkey"
  else echo "skip  another implementation: $(tail -1 go.err)"; fi
else echo "skip  another implementation: no go-build.sh, or no curl for the vkey"; fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
