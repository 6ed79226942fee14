// The program's bill of materials as CycloneDX 1.5 JSON on stdout: every Debian package that a compiled
// file came from or that the binary loads, and the npm packages of ui/ by its lock file.
// usage: node tools/sbom.mjs BUILD_FOLDER BINARY   (BINARY within the build folder)
// Headers are known exactly, by what the compiler said it read (ninja's dependency log); shared objects
// by the dynamic linker's answer; both are looked up with dpkg. The same build gives the same file.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const [build, binary] = process.argv.slice(2);
if (!build || !binary) {
  console.error("usage: node tools/sbom.mjs BUILD_FOLDER BINARY");
  process.exit(2);
}
const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** System files that the compiler read for the objects of this binary's build. */
function headers() {
  const files = new Set();
  for (const line of run("ninja", "-C", build, "-t", "deps").split("\n")) {
    const path = line.trim();
    if (line.startsWith("    ") && path.startsWith("/usr/")) files.add(path);
  }
  return files;
}

/** Shared objects the dynamic linker loads for the binary. */
function objects() {
  const files = new Set();
  for (const match of run("ldd", join(build, binary)).matchAll(/(\/\S+) \(0x/g)) files.add(realpathSync(match[1]));
  return files;
}

/** Package of each file, as dpkg knows it. Files under /lib may be listed under /usr/lib or the other way round. */
function owners(files) {
  const other = (path) => (path.startsWith("/usr/") ? path.slice(4) : "/usr" + path);
  const wanted = [...new Set([...files].flatMap((path) => [path, realpathSync(path)]).flatMap((path) => [path, other(path)]))];
  const found = new Map();
  for (let i = 0; i < wanted.length; i += 500) {
    let text;
    try {
      text = run("dpkg-query", "-S", ...wanted.slice(i, i + 500));
    } catch (error) {
      text = error.stdout;  // some paths are unknown; the others are answered all the same
    }
    for (const line of text.split("\n")) {
      const match = /^([^\s,:]+)(?::\w+)?: (\/.+)$/.exec(line);
      if (match) found.set(match[2], match[1]);
    }
  }
  const of = (path) => found.get(path) ?? found.get(other(path)) ?? found.get(realpathSync(path)) ?? found.get(other(realpathSync(path)));
  return { of, missing: [...files].filter((path) => !of(path)) };
}

/** Short names of licences from the package's machine-readable copyright file; [] if it has none. */
function licences(name) {
  const path = `/usr/share/doc/${name}/copyright`;
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  if (!/^Format: .*copyright-format/m.test(text)) return [];
  const names = new Set();
  for (const paragraph of text.split(/\n\s*\n/)) {
    const match = /^License: *(\S[^\n]*)/m.exec(paragraph);
    if (/^Files:/m.test(paragraph) && match) names.add(match[1].trim());
  }
  return [...names].sort();
}

function debian(name, uses) {
  const format = "${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${Homepage}";
  const [version, arch, source, sourceVersion, homepage] = run("dpkg-query", "-W", "-f", format + "\n", name).split("\n")[0].split("\t");
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${arch}`;
  return {
    type: "library", "bom-ref": purl, name, version, purl, scope: "required",
    ...(licences(name).length ? { licenses: licences(name).map((l) => ({ license: { name: l } })) } : {}),
    ...(homepage ? { externalReferences: [{ type: "website", url: homepage }] } : {}),
    properties: [{ name: "althing:use", value: uses }, { name: "debian:source", value: `${source} ${sourceVersion}` }],
  };
}

/** npm packages whose code esbuild puts into the script: those that ui/src imports by name. */
function bundled() {
  const names = new Set();
  for (const file of readdirSync(join(root, "ui/src"), { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    for (const match of readFileSync(join(root, "ui/src", file), "utf8").matchAll(/\bfrom\s+["']([^."'][^"']*)["']/g)) {
      names.add(match[1].split("/").slice(0, match[1].startsWith("@") ? 2 : 1).join("/"));
    }
  }
  return names;
}

function npm() {
  const inside = bundled();
  const lock = JSON.parse(readFileSync(join(root, "ui/package-lock.json"), "utf8"));
  return Object.entries(lock.packages).filter(([path]) => path.startsWith("node_modules/")).map(([path, entry]) => {
    const full = path.slice(path.lastIndexOf("node_modules/") + 13);
    const [group, name] = full.startsWith("@") ? full.split("/") : [undefined, full];
    const purl = `pkg:npm/${group ? encodeURIComponent(group) + "/" : ""}${name}@${entry.version}`;
    const [, digest] = /^sha512-(\S+)$/.exec(entry.integrity ?? "") ?? [];
    return {
      type: "library", "bom-ref": purl, ...(group ? { group } : {}), name, version: entry.version, purl,
      scope: inside.has(full) ? "required" : "excluded",  // excluded: a tool of the build, nothing of it is in the program
      ...(digest ? { hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }] } : {}),
      ...(entry.license ? { licenses: [{ license: { name: entry.license } }] } : {}),
      properties: [{ name: "althing:use", value: inside.has(full) ? "in the browser's script" : "build of the browser's part" }],
    };
  });
}

const linked = objects(), compiled = headers();
const known = owners(new Set([...linked, ...compiled]));
if (known.missing.length) console.error(`of no package: ${known.missing.slice(0, 10).join(" ")}`);
const uses = new Map();
for (const path of compiled) if (known.of(path)) uses.set(known.of(path), "compiled in (headers)");
for (const path of linked) if (known.of(path)) uses.set(known.of(path), "loaded at run time");
const version = run(join(build, binary), "--version").trim().split(" ")[1];
const commit = run("git", "-C", root, "rev-parse", "HEAD").trim();
const time = process.env.SOURCE_DATE_EPOCH ?? run("git", "-C", root, "log", "-1", "--format=%ct").trim();
const self = `pkg:generic/althing@${version}?vcs_url=${commit}`;
const components = [...[...uses].map(([name, use]) => debian(name, use)), ...npm()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
console.log(JSON.stringify({
  bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
  metadata: {
    timestamp: new Date(Number(time) * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
    tools: { components: [{ type: "application", name: "tools/sbom.mjs", version }] },
    component: {
      type: "application", "bom-ref": self, name: "althing", version, purl: self,
      licenses: [{ license: { id: "Apache-2.0" } }], hashes: [{ alg: "SHA-256", content: sha256(join(build, binary)) }],
    },
  },
  components,
  dependencies: [{ ref: self, dependsOn: components.filter((c) => c.scope === "required").map((c) => c["bom-ref"]) }],
}, null, 1));
