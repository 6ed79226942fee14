// Looks at every component of the stylesheet: axe, no sideways scroll, and a PNG at phone and desktop
// width, light and dark, and right to left. `node shots.mjs` after `npm run build` in ui/.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { check_accessibility, check_no_sideways_scroll, kDesktop, kPhone, launch, screenshot, serve, watch } from "./harness.mjs";

const dist = process.env.ALTHING_UI_DIST ?? join(dirname(fileURLToPath(import.meta.url)), "..", "..", "ui", "dist");
const site = await serve(dist);
let failed = 0;
const kViews = [["phone", kPhone, "light", "preview"], ["phone", kPhone, "dark", "preview"], ["desktop", kDesktop, "light", "preview"],
  ["desktop", kDesktop, "dark", "preview"], ["desktop", kDesktop, "light", "preview-rtl"], ["phone", kPhone, "light", "preview-rtl"]];
for (const [width, viewport, color_scheme, file] of kViews) {
  const browser = await launch({ viewport, color_scheme });
  try {
    const page = await browser.context.newPage();
    const seen = watch(page);
    await page.goto(`${site.url}/dev/${file}.html`);
    console.log(await screenshot(page, `${file}-${width}-${color_scheme}`));
    await check_no_sideways_scroll(page);
    await check_accessibility(page);
    seen.check([/favicon/]);
  } catch (error) {
    failed++;
    console.error(error.message);
  } finally {
    await browser.close();
  }
}
await site.close();
process.exit(failed === 0 ? 0 : 1);
