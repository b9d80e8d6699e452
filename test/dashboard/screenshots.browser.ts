import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { demonstration, openBrowser, Viewer } from './viewer.js';

/** Where the pictures of docs/dashboard.md lie; without a wish to make them anew, they go where they are thrown away. */
const FOLDER = process.env.MAILFLOW_SCREENSHOTS ?? join(__dirname, '../../node_modules/.cache/mailflow-screenshots');

describe('the pages that the documentation shows', () => {
  let browser: Browser;

  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('are drawn without a complaint, and kept as pictures', async () => {
    const viewer = await Viewer.signedIn(browser, { viewport: { width: 1100, height: 800 } });
    const { page } = viewer;
    const take = (name: string) => page.screenshot({ path: join(FOLDER, `dashboard-${name}.png`) });
    await viewer.look('/');
    await page.getByRole('list', { name: 'Tenants, worst first' }).waitFor();
    await page.getByRole('region', { name: 'The same cause at several tenants' }).waitFor();
    await take('fleet');
    await viewer.look(`/tenants/${demonstration().tenants['the new certificate is not enabled for SMTP'] ?? ''}`);
    await page.getByRole('heading', { name: 'Logs' }).waitFor();
    await page
      .getByRole('link', { name: /certificate/ })
      .first()
      .waitFor();
    await take('tenant');
    const shoot = async (name: string, region: string) => {
      const part = page.getByRole('region', { name: region });
      await part.scrollIntoViewIfNeeded();
      await part.screenshot({ path: join(FOLDER, `dashboard-${name}.png`) });
    };
    await page.locator('canvas').first().waitFor();
    await shoot('activity', 'Activity');
    await shoot('connectors', 'Connectors');
    await page.evaluate('scrollTo(0, 0)');
    await page
      .getByRole('link', { name: /certificate that Exchange offers/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    await take('finding');
    await page.getByRole('region', { name: 'The log lines that prove it' }).getByRole('link').first().click();
    const broke = page.getByText('It broke here');
    await broke.waitFor();
    await broke.scrollIntoViewIfNeeded();
    await take('session');
    expect(viewer.complaints).toEqual([]);
    await viewer.close();
  });
});
