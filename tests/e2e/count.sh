#!/usr/bin/env bash
# althing count over the real binary: formats told apart, flags and descriptions, refusals with file,
# line and reason, exit codes, page, conversion, a pipe.
# usage: count.sh <althing binary>. Prints one line per check and "N passed, N failed".
set -uo pipefail
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0 failed=0

# is NAME CODE PATTERN COMMAND... : exits with CODE, and its output (stderr too) has PATTERN.
is() {
  local name=$1 code=$2 pattern=$3 out got; shift 3
  out=$("$@" 2>&1); got=$?
  if [ $got -eq "$code" ] && grep -qE -- "$pattern" <<<"$out"; then passed=$((passed + 1)); echo "ok    $name"
  else failed=$((failed + 1)); echo "FAIL  $name: exit $got, wanted $code and /$pattern/: $out"; fi
}

printf '3 1\n4 1 0\n3 2 3 1 0\n2 3 2 1 0\n0\n"Amy"\n"Bob"\n"Cem"\n"Board"\n' >ward.blt
printf '42: M>N>C>K\n26: N>C>K>M\n15: C>K>N>M\n17: K>C>N>M\n' >capital.abif
printf 'group,vote\na,yes\na,no\na,yes\nb,yes\n' >vote.csv
printf 'method = "schulze"\nwithdrawn = ["N"]\n' >election.toml

is "BLT by Scottish STV" 0 "Elected: Bob\." "$bin" count ward.blt
is "the same as JSON" 0 '"elected":\["2"\]' "$bin" --json count ward.blt
is "stages in JSON" 0 '"quota":"5.00000"' "$bin" --json count ward.blt
is "rankings by Schulze" 0 "Elected: N\." "$bin" count capital.abif
is "by another method" 0 "Elected: K\." "$bin" count capital.abif --method irv
is "a description" 0 "Elected: C\." "$bin" count capital.abif --election election.toml
is "flags win over it" 0 "Elected: M\." "$bin" count capital.abif --election election.toml --withdrawn N,C,K
is "from a pipe" 0 "Elected: N\." sh -c "cat capital.abif | '$bin' count -"
is "a threshold" 0 "^Adopted\." "$bin" count vote.csv --rule '{"scope":"each","base":"cast","ratio":[1,2],"strict":true}'
is "consent" 0 "^Not adopted\." "$bin" count vote.csv
is "conversion" 0 "^# DATA TYPE: soi" "$bin" count ward.blt --convert preflib
is "a page" 0 "" "$bin" count ward.blt --html page.html
is "its content" 0 "<strong><bdi>Bob</bdi></strong>" cat page.html
is "the draw is shown" 0 "tie\|p\|s\|" sh -c "printf '2 1\n1 1 0\n1 2 0\n0\n\"A\"\n\"B\"\n' | '$bin' count - --poll p --seed s"

printf '  Option 1->: A\n/ Option 2->: B\n|/ Option 3->: None\nV: 213\nV: 213\nV: 213\nV: 123\nV: 321\n' >gr.txt
is "a tally sheet" 0 "Elected: B\." "$bin" count gr.txt
is "a majority of one option" 0 "Elected: A\." "$bin" count gr.txt --majority-for B=5
is "a quorum with decimals" 0 "Elected: None\." "$bin" count gr.txt --quorum 4.0001
is "an odd quorum" 2 "quorum: " "$bin" count gr.txt --quorum many
is "an odd majority" 2 "majority-for: must be OPTION=N" "$bin" count gr.txt --majority-for B
is "more seats than options" 0 "1 of 4 seats cannot be filled" "$bin" count ward.blt --seats 4
is "a header that is no TOML" 1 "is no TOML" sh -c "echo '[ /x]' >election3.toml; '$bin' count ward.blt --election election3.toml"

printf '3 1\n4 1 0\n3 2 5 0\n0\n' >bad.blt
is "file, line and reason" 1 "^althing: bad.blt: line 3: 5 is no option" "$bin" count bad.blt
is "the same in JSON" 1 '"code":"malformed","detail":"line 3: ' "$bin" --json count bad.blt
is "no such file" 3 "No such file" "$bin" count none.blt
is "a folder" 3 "is a folder" "$bin" count "$work"
is "an unknown format" 2 "must be one of auto" "$bin" count ward.blt --format odt
is "an unknown method" 1 "method: .*is no method" "$bin" count ward.blt --method coin
is "a method for other ballots" 1 "does not count ranked ballots" "$bin" count ward.blt --method star
is "an unknown key" 1 "election2.toml: mehtod: is no key" sh -c "echo 'mehtod = 1' >election2.toml; '$bin' count ward.blt --election election2.toml"
is "seats out of range" 2 "" "$bin" count ward.blt --seats 0
is "nothing recognisable" 1 "cannot be told" sh -c "echo hello | '$bin' count -"
is "a million options" 1 "line 1: \"1000000\" is more than 10000" sh -c "echo '1000000 1' | '$bin' count - --format blt"
is "zeros without end" 1 "longer than" sh -c "head -c 3000000 /dev/zero | '$bin' count - --format blt"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
