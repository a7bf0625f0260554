// Lighthouse over the pages that people meet first: `node measure.mjs http://127.0.0.1:8080 chromium`.
import lighthouse from "lighthouse";
import * as launcher from "chrome-launcher";
import puppeteer from "puppeteer-core";

const [site, chromePath] = process.argv.slice(2);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
// What each of them has to reach.
const GOALS = [95, 100, 100];
const PAGES = [
  ["sign-in", "/connexion", null],
  ["client's home", "/demandes", "claire.martin@example.org"],
  ["staff's queue", "/file", "thomas.lefevre@guichet.example"],
];

let missed = false;
console.log(["page", "device", ...CATEGORIES].join(" | "));
for (const [name, path, email] of PAGES) {
  const chromeFlags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"];
  const chrome = await launcher.launch({ chromePath, chromeFlags });
  if (email) {
    const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
    const page = await browser.newPage();
    await page.goto(`${site}/connexion`);
    await page.waitForSelector("[name=email]");
    await page.type("[name=email]", email);
    await page.type("[name=password]", "comptoir-de-demonstration");
    await page.click("[data-test=sign-in-submit]");
    await page.waitForSelector("[data-test=account-menu]");
    await page.close();
    await browser.disconnect();
  }
  for (const formFactor of ["mobile", "desktop"]) {
    const desktop = formFactor === "desktop";
    const settings = {
      formFactor,
      onlyCategories: CATEGORIES,
      // The session stays: signed out, every page is the first.
      disableStorageReset: true,
      screenEmulation: desktop ? { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1 } : undefined,
      throttling: desktop ? { rttMs: 40, throughputKbps: 10240, cpuSlowdownMultiplier: 1 } : undefined,
    };
    const { lhr } = await lighthouse(site + path, { port: chrome.port }, { extends: "lighthouse:default", settings });
    const scores = CATEGORIES.map((category) => Math.round(lhr.categories[category].score * 100));
    console.log([name, formFactor, ...scores].join(" | "));
    for (const [index, category] of CATEGORIES.entries()) {
      if (scores[index] >= GOALS[index]) continue;
      missed = true;
      for (const { id } of lhr.categories[category].auditRefs) {
        const { score, title, displayValue } = lhr.audits[id];
        if (score !== null && score < 0.9) console.log(`    ${category}: ${title} ${displayValue ?? ""}`);
      }
    }
  }
  await chrome.kill();
}
process.exit(missed ? 1 : 0);
