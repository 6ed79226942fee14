// Bundles the browser's part: ui/src/main.ts -> ui/dist/althing.js, and copies the stylesheet and
// icons beside it, so that the node embeds one folder; and makes the outlines of the world map (world.mjs). `--test`
// bundles the tests for node instead.
// Runs on Node 18 and 20. Fails when a size limit (script: ui/README.md, style sheet: STYLE.md) is broken.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { write_world } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const kMaxScriptBytes = 64 * 1024;
const kMaxStyleBytes = 20 * 1024;
const kMaxWorldBytes = 60 * 1024;

function check_size(path, limit) {
  const size = statSync(path).size;
  if (size > limit) throw new Error(`${path}: ${size} bytes, at most ${limit} are allowed`);
  console.log(`${path.slice(here.length + 1)}: ${size} bytes of ${limit}`);
}

async function build_tests() {
  const out = join(dist, "test");
  rmSync(out, { recursive: true, force: true });
  const tests = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts"));
  await build({
    entryPoints: tests.map((name) => join(here, "test", name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    sourcemap: "inline",
    define: { "process.env.ALTHING_UI": JSON.stringify(here) },
    logLevel: "warning",
  });
}

async function build_site() {
  mkdirSync(dist, { recursive: true });
  await build({
    entryPoints: [join(here, "src", "main.ts")],
    outfile: join(dist, "althing.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome100", "firefox100", "safari15.4"],
    legalComments: "inline",
    charset: "utf8",
    logLevel: "warning",
  });
  check_size(join(dist, "althing.js"), kMaxScriptBytes);
  const css = await build({
    entryPoints: [join(here, "styles", "althing.css")],
    outfile: join(dist, "althing.css"),
    minify: true,
    charset: "utf8",
    logLevel: "warning",
  });
  if (css.errors.length > 0) throw new Error("stylesheet");
  check_size(join(dist, "althing.css"), kMaxStyleBytes);
  for (const icon of ["mark.svg", "favicon.svg"]) copyFileSync(join(here, "icons", icon), join(dist, icon));
  JSON.parse(readFileSync(join(here, "messages.json"), "utf8"));
  const countries = write_world(join(dist, "world.txt"));
  if (countries !== 250) throw new Error(`the map has ${countries} countries, 250 are in ISO 3166-1 with Kosovo`);
  check_size(join(dist, "world.txt"), kMaxWorldBytes);
}

await (process.argv.includes("--test") ? build_tests() : build_site());
