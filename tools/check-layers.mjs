// Checks that every room of src/ includes only what layers.json allows, that layers.json has no cycle,
// and that each room's folder stands in it. Exit 1 with a line per fault.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const layers = JSON.parse(readFileSync(join(root, "layers.json"), "utf8"));
const faults = [];

function visit(room, path) {
  if (path.includes(room)) {
    faults.push(`layers.json: cycle ${[...path, room].join(" -> ")}`);
    return;
  }
  for (const next of layers[room] ?? []) {
    if (!(next in layers)) faults.push(`layers.json: ${room} names unknown room ${next}`);
    else visit(next, [...path, room]);
  }
}

function files(dir) {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? files(path) : /\.(h|cpp)$/.test(name) ? [path] : [];
  });
}

for (const room of Object.keys(layers)) visit(room, []);
const src = join(root, "src");
let count = 0;
for (const room of readdirSync(src)) {
  if (!(room in layers)) {
    faults.push(`src/${room}: not in layers.json`);
    continue;
  }
  for (const file of files(join(src, room))) {
    count += 1;
    readFileSync(file, "utf8").split("\n").forEach((line, i) => {
      const match = /^\s*#\s*include\s*"([a-z_]+)\//.exec(line);
      if (!match || match[1] === room) return;
      if (!layers[room].includes(match[1])) faults.push(`${file.slice(root.length)}:${i + 1}: ${room} may not include ${match[1]}`);
    });
  }
}
for (const fault of new Set(faults)) console.error(fault);
console.log(`layers: ${count} files, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
