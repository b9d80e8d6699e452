import type { Browser } from 'playwright-core';
import { demonstration, openBrowser } from '../dashboard/viewer.js';

/** How long a first visit of the fleet's page takes, in milliseconds since the address was opened. */
export interface DashboardVisit {
  /** The page has drawn something. */
  readonly firstPaint: number;
  /** All tenants are drawn, and the page has answered to a task of its own after that: whoever types or clicks now is heard. */
  readonly interactive: number;
  readonly tenants: number;
}

/** Visits the fleet's page so many times, each with a browser that has never been there. Somebody has signed in already. */
export async function measureDashboard(visits: number): Promise<readonly DashboardVisit[]> {
  const browser = await openBrowser();
  try {
    const measured: DashboardVisit[] = [];
    for (let visit = 0; visit < visits; visit += 1) measured.push(await visitFleet(browser));
    return measured;
  } finally {
    await browser.close();
  }
}

async function visitFleet(browser: Browser): Promise<DashboardVisit> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const { url, token } = demonstration();
    await page.addInitScript(`sessionStorage.setItem('mailflow-token', ${JSON.stringify(token)}); (${watchForWall})();`);
    await page.goto(url);
    return await page.evaluate<DashboardVisit>(`globalThis.interactive.then((interactive) => ({
      interactive,
      firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      tenants: document.querySelectorAll('.wall > li').length,
    }))`);
  } finally {
    await context.close();
  }
}

/** Runs in the page, as text: sources of tests know no browser. */
const watchForWall = `() => {
  globalThis.interactive = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('.wall > li') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
    }).observe(document, { childList: true, subtree: true });
  });
}`;
