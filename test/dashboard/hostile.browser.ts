import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { shipOnce } from '../../lib/shipper/ship.js';
import { administer } from './administrator.js';
import { demonstration, openBrowser, Viewer } from './viewer.js';

/** What a stranger may type at port 25, and what becomes of a connector's name in the log of somebody who wants to harm whoever reads it. */
const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
const TURNED = 'moc.osotnoc@\u202Ereversed\u202C';
const MEGABYTE = 1_000_000;
const TENANT = 'hostile-log';

const CONNECTOR = `EX01\\Relay ${MARKUP.replaceAll('"', "'")}`;

function hostileLog(): string {
  const row = (second: number, event: string, data: string) =>
    `2026-01-02T03:04:${String(second).padStart(2, '0')}.000Z,${CONNECTOR},08DE000000000001,${second},192.0.2.10:25,203.0.113.5:41000,${event},"${data.replaceAll('"', '""')}",`;
  return [
    '#Software: Microsoft Exchange Server',
    '#Version: 15.0.0.0',
    '#Log-type: SMTP Receive Protocol Log',
    '#Date: 2026-01-02T03:00:00.000Z',
    '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
    row(0, '+', ''),
    row(1, '>', '220 mail.contoso.example ready'),
    row(2, '<', `EHLO ${MARKUP}${TURNED}${'x'.repeat(MEGABYTE)}`),
    row(3, '>', '250 mail.contoso.example'),
    row(4, '<', `MAIL FROM:<${TURNED}>`),
    row(5, '>', '250 2.1.0 Sender OK'),
    row(6, '<', `RCPT TO:<${MARKUP}@fabrikam.example>`),
    row(7, '>', `550 5.7.1 Unable to relay ${MARKUP}`),
    row(8, '-', ''),
    '',
  ].join('\r\n');
}

describe('what a stranger has put into a log', () => {
  let browser: Browser;
  let viewer: Viewer;
  let token = '';

  beforeAll(async () => {
    browser = await openBrowser();
    await administer('POST', '/api/v1/tenants', { id: TENANT, name: `Hostile ${MARKUP}` });
    const { token: shipper } = await administer('POST', '/api/v1/tokens', { role: 'shipper', tenant: TENANT, server: 'EX01' });
    ({ token } = await administer('POST', '/api/v1/tokens', { role: 'operator', tenants: [TENANT], name: 'viewer' }));
    const root = await mkdtemp(join(tmpdir(), 'mailflow-hostile-'));
    const folder = join(root, 'TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'RECV2026010203-1.LOG'), hostileLog());
    await shipOnce({ apiUrl: demonstration().url, token: shipper, roots: [root], stateFile: join(root, 'shipper.json') });
    await rm(root, { recursive: true });
    while ((await administer('GET', `/api/v1/tenants/${TENANT}/findings`)).findings.length === 0) await sleep(100);
  });
  beforeEach(async () => {
    viewer = await Viewer.stranger(browser);
    await viewer.signInWith(token);
    await viewer.page.getByRole('navigation', { name: 'Mailflow' }).waitFor();
  });
  afterEach(async () => {
    await viewer.close();
  });
  afterAll(async () => {
    await browser.close();
  });

  /** Nothing of it became a part of the page, ran, or turned a line around; and nothing was refused, for nothing was tried. */
  const expectHarmless = async (title: RegExp) => {
    const { page } = viewer;
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toMatch(title);
    expect(await page.locator('body').textContent()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    expect(viewer.complaints).toEqual([]);
  };

  it('is text on every page: the wall, the tenant, the finding and the session', async () => {
    const { page } = viewer;
    await page.getByText(`Hostile ${MARKUP}`).click();
    await page.getByRole('heading', { name: `Hostile ${MARKUP}` }).waitFor();
    await page.getByRole('region', { name: 'Connectors' }).getByText('<script>').first().waitFor();
    await expectHarmless(/^Hostile <img src=x/);
    await page.getByRole('region', { name: 'Findings' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'The log lines that prove it' }).waitFor();
    await page.getByText('Unable to relay <img src=x').first().waitFor();
    await expectHarmless(/relay/i);
    await page.getByRole('region', { name: 'The log lines that prove it' }).getByRole('link').first().click();
    await page.getByText('It broke here').waitFor();
    await expectHarmless(/^Session 08DE000000000001/);
  });

  it('is drawn in part where a line has a megabyte, and the rest when somebody wants it', async () => {
    const { page } = viewer;
    await viewer.look(`/tenants/${TENANT}`);
    await page.getByRole('region', { name: 'Findings' }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'The log lines that prove it' }).getByRole('link').first().click();
    const conversation = page.getByRole('list', { name: /^The conversation/ });
    const long = conversation.getByRole('listitem').filter({ hasText: 'EHLO <img' });
    const more = long.getByRole('button', { name: /more characters$/ });
    await more.waitFor();
    const drawn = async () => ((await long.textContent()) ?? '').length;
    const before = await drawn();
    expect(before).toBeLessThan(10_000);
    await more.click();
    await long.getByText('x'.repeat(5_000)).waitFor();
    expect(await drawn()).toBeGreaterThan(before);
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await expectHarmless(/^Session/);
  });
});
