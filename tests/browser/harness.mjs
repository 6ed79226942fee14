// Helpers for the tests that drive pages in a real browser: Debian's Chromium through playwright-core,
// axe for accessibility, a static file server on 127.0.0.1. Node 20 (playwright's own floor).
// Every launch has a fresh profile; nothing but 127.0.0.1 is reachable from it.
import { createServer } from "node:http";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const kChromium = process.env.ALTHING_CHROMIUM ?? "/usr/bin/chromium";
/** The policy that every page of a node carries (docs/http.md); pages here are tested under it too. */
export const kContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** Nothing but 127.0.0.1 is reachable. */
export const kChromiumFlags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"];
export const kPhone = { width: 390, height: 844 };
export const kDesktop = { width: 1280, height: 900 };

/** True iff the browser is installed; tests skip themselves otherwise. */
export const has_browser = () => existsSync(kChromium);

/**
 * Starts Chromium on a new profile. Returns { context, close }; close() also removes the profile.
 * @param options.bypass_csp allow axe to be injected (true by default: axe needs an inline script)
 */
export async function launch({ viewport = kDesktop, color_scheme = "light", javascript = true, bypass_csp = false } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "althing-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: kChromium,
    headless: true,
    viewport,
    colorScheme: color_scheme,
    javaScriptEnabled: javascript,
    bypassCSP: bypass_csp,
    acceptDownloads: true,
    timeout: 60000,
    args: kChromiumFlags,
  });
  context.setDefaultTimeout(15000);
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Collects script errors, failed loads and CSP refusals of a page; call check() at the end. */
export function watch(page) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(`script error: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error") faults.push(`console: ${message.text()}`); });
  return {
    faults,
    check(allowed = []) {
      const left = faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault)));
      if (left.length > 0) throw new Error(`the page complained:\n  ${left.join("\n  ")}`);
    },
  };
}

/** Runs axe on the page as it is and throws with every violation of WCAG 2.2 A and AA and best practice. */
export async function check_accessibility(page, { disable = [] } = {}) {
  // Through the debugger, not a <script>: works under the strict policy without loosening it.
  await page.evaluate(axe_source);
  const result = await page.evaluate(
    (rules) => globalThis.axe.run(document, { resultTypes: ["violations"], rules }),
    Object.fromEntries(disable.map((rule) => [rule, { enabled: false }])),
  );
  if (result.violations.length === 0) return;
  const lines = result.violations.map((violation) =>
    `${violation.id}: ${violation.help}\n` + violation.nodes.slice(0, 5).map((node) =>
      `    ${node.target.join(" ")}\n      ${(node.failureSummary ?? "").replaceAll("\n", "\n      ")}`).join("\n"));
  throw new Error(`${page.url()}: ${result.violations.length} accessibility violations\n  ${lines.join("\n  ")}`);
}

/** Fails when the page scrolls sideways: the commonest fault on a phone. */
export async function check_no_sideways_scroll(page) {
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (content > view) throw new Error(`${page.url()}: content is ${content}px wide in a view of ${view}px`);
}

/** On the key page as it stands open: makes a key by hand, saves its backup, and ends with the key ready to sign. */
export async function make_key(page, passphrase) {
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  await press("Make a key");
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("Passphrase again").fill(passphrase);
  await press("Make the key");
  await Promise.all([page.waitForEvent("download"), press("Save the backup file")]);
  await page.getByLabel("I have saved the backup file").check();
  await press("Use this key");
  await page.getByText("The key is ready to sign").waitFor();
}

/** On a filled form as it stands open: looks at what will be signed, signs and sends it. The id on the receipt. */
export async function sign_and_send(page) {
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const heading = (name) => page.getByRole("heading", { name }).waitFor();
  await press("Look at what will be signed");
  await heading("What you are about to sign");
  await press("Sign and send");
  await heading("Your receipt");
  return page.locator(".receipt .hash").first().innerText();
}

/**
 * Each path below `base` answers 200, passes axe and does not scroll sideways, in a browser of its own launched with `view`.
 * With ALTHING_SHOTS set to a folder, pictures named after `name` go there.
 */
export async function check_pages(base, paths, name, view) {
  const reader = await launch(view);
  const page = await reader.context.newPage();
  for (const path of paths) {
    const response = await page.goto(`${base}/${path}`);
    if (response.status() !== 200) throw new Error(`${path}: ${response.status()}`);
    await check_accessibility(page);
    await check_no_sideways_scroll(page);
    if (process.env.ALTHING_SHOTS) await screenshot(page, `${name}-${view.viewport.width}-${path.replace(/[0-9a-f]{64}/g, "x").replaceAll(/[/?=&]/g, "-")}`, process.env.ALTHING_SHOTS);
  }
  await reader.close();
}

/** Saves a PNG of the whole page under `folder` (default: shots/ here, ignored by git). Returns its path. */
export async function screenshot(page, name, folder = join(here, "shots")) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

const kTypes = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json" };

/**
 * Serves a folder on a free port of 127.0.0.1 under the strict policy. `answer(request, response, body)`
 * may take a request (return true) before files are looked at. Returns { url, close }.
 */
export async function serve(folder, answer = () => false) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader("Content-Security-Policy", kContentPolicy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (await answer(request, response, Buffer.concat(chunks).toString("utf8"))) return;
    const path = join(folder, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
    if (!path.startsWith(folder) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
      return;
    }
    response.writeHead(200, { "Content-Type": kTypes[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }),
  };
}
