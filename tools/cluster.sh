#!/usr/bin/env bash
# Three nodes of one assembly, one for each of three stakeholder groups, each with a log key and a folder of
# its own and the other two as peers. Runs until Ctrl-C or SIGTERM, or until one of them ends.
# usage: cluster.sh ALTHING FOLDER CASE FILES FIRST_PORT     (FILES may be "")
# The nodes listen on 127.0.0.1 at FIRST_PORT and the two ports after it. FOLDER keeps them between runs.
set -euo pipefail
althing=$1 folder=$2 case_file=$3 files=$4 first_port=$5
names=(civil-society technical academia)
pids=()

address() { echo "http://127.0.0.1:$((first_port + $1))"; }

# Folders first: the worked example in one, the others restored from it, each with a new log and key.
make_folders() {
  local first=$folder/${names[0]} name
  [ -e "$first/record/checkpoint" ] || { rm -rf "$first"; "$althing" demo "$first" --case "$case_file" ${files:+--files "$files"}; }
  for name in "${names[@]:1}"; do
    [ -e "$folder/$name/record/checkpoint" ] || { rm -rf "${folder:?}/$name"; "$althing" restore "$first" "$folder/$name" >/dev/null; }
  done
}

# Whatever ports an earlier run had, peers are the two others as they listen now.
set_peers() {
  local i j
  for i in 0 1 2; do
    rm -f "$folder/${names[i]}/peers/list"
    for j in 0 1 2; do [ "$i" = "$j" ] || "$althing" peer add "$folder/${names[i]}" "$(address "$j")" >/dev/null; done
  done
}

stop() {
  trap - INT TERM
  local pid status=0
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" || status=1; done
  [ "$status" = 0 ] && echo "All three have stopped."
  return "$status"
}

mkdir -p "$folder"
make_folders
set_peers
trap 'stop; exit' INT TERM
for i in 0 1 2; do
  listen=$(address "$i")
  "$althing" serve "$folder/${names[i]}" --listen "${listen#http://}" --allow-root >"$folder/${names[i]}.out" 2>"$folder/${names[i]}.log" &
  pids+=($!)
done
for i in 0 1 2; do
  # A node that cannot start (a port in use) ends; one that can says so in its output.
  until grep -q '^Serving' "$folder/${names[i]}.out"; do
    if ! kill -0 "${pids[i]}" 2>/dev/null; then
      cat "$folder/${names[i]}.log" >&2
      stop || true
      exit 1
    fi
    sleep 0.1
  done
  printf '%-15s %s\n' "${names[i]}" "$(address "$i")/"
done
echo "Each pulls from the other two. What is said at one is soon at all; see /en/peers. Ctrl-C stops them."
wait -n || true  # the first that ends by itself; a signal ends the wait by the trap
echo "A node has ended; see $folder/*.log. Stopping the others." >&2
stop || true
exit 1
