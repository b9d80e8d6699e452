import { administer, ask } from './administrator.js';
import { browserForTests, demonstration, Viewer } from './viewer.js';

const STORY = 'the new certificate is not enabled for SMTP';
const REMEDY = 'Enable-ExchangeCertificate -Thumbprint 2D21517CD71AA9FE85B27A5D6738A4172A543312 -Services SMTP';

/** A shipper has announced that a log is twice as long as it was, and has not sent the rest yet. */
async function announceAsMuchAgain(tenant: string): Promise<void> {
  const { logFiles } = await administer('GET', `/api/v1/tenants/${tenant}/log-files`);
  const [log] = logFiles;
  if (log === undefined) throw new Error(`${tenant} has no log.`);
  const { server, stream, file, date, end } = log;
  const { token } = await administer('POST', '/api/v1/tokens', { role: 'shipper', tenant, server });
  await ask(token, 'POST', '/api/v1/uploads', { chunks: [{ stream, file, date, from: end, to: 2 * end, codec: 'br' }] });
}

/** In the page: what each part of a drawing stands for, where it begins and how wide it is. */
function whereDrawn(parts: readonly { getAttribute(name: string): string | null }[]): readonly string[] {
  return parts.map((part) => ['class', 'x', 'width'].map((name) => part.getAttribute(name)).join(' '));
}

describe('the way from an unwell tenant to the copied remedy', () => {
  const browser = browserForTests();
  let viewer: Viewer;

  beforeEach(async () => {
    viewer = await Viewer.signedIn(browser());
  });

  it('leads over the tenant and the finding to the command, its caution and how to verify it', async () => {
    const { page } = viewer;
    await viewer.look(`/tenants/${demonstration().tenants[STORY] ?? ''}`);
    await page.getByRole('link', { name: 'The certificate that Exchange offers cannot be used for SMTP' }).first().click();

    const step = page.getByRole('listitem').filter({ hasText: REMEDY });
    await step.waitFor();
    expect(await step.textContent()).toContain('answer No (N)');
    for (const told of ['Verify:', 'Undo:']) await page.getByText(told).first().waitFor();
    await page.getByRole('heading', { name: 'How often' }).waitFor();
    expect(await page.getByRole('region', { name: 'Why' }).getByRole('listitem').count()).toBeGreaterThan(0);
    expect(await page.locator('.evidence mark').count()).toBeGreaterThan(0);
    await step.getByRole('button', { name: /^Copy the command/ }).click();
    expect(await viewer.clipboard()).toBe(REMEDY);
    expect(viewer.complaints).toEqual([]);
  });

  it('leads on to the session, and shows where it broke', async () => {
    const { page } = viewer;
    await viewer.look(`/tenants/${demonstration().tenants[STORY] ?? ''}`);
    await page.getByRole('link', { name: 'The certificate that Exchange offers cannot be used for SMTP' }).first().click();
    await page.getByRole('region', { name: 'The log lines that prove it' }).getByRole('link').first().click();

    const broke = page.getByRole('listitem').filter({ hasText: 'It broke here' });
    await broke.waitFor();
    expect(await broke.textContent()).toContain('TLS negotiation failed with error UnknownCredentials');
    expect(await broke.locator('mark').first().textContent()).toBeTruthy();
    const conversation = page.getByRole('list', { name: /^The conversation/ });
    expect(await conversation.textContent()).toMatch(/we said.*after \d+ ms/);
    await page.getByRole('article', { name: 'The certificate that we sent' }).getByText('CN=mail.contoso.example').waitFor();
    await page.getByText('Raw records').click();
    await page.locator('.raw').getByText(',STARTTLS,').waitFor();
    expect(viewer.complaints).toEqual([]);
  });

  it('shows what the tenant’s servers did by the hour, to the eye and as a table, of one connector if asked', async () => {
    const { page } = viewer;
    const tenant = demonstration().tenants[STORY] ?? '';
    await announceAsMuchAgain(tenant);
    await viewer.look(`/tenants/${tenant}`);
    const activity = page.getByRole('region', { name: 'Activity' });
    await activity.locator('canvas').first().waitFor();
    for (const chart of ['Sessions by version of TLS', 'How long sessions took, in milliseconds'])
      await activity.getByText(chart, { exact: true }).first().waitFor();
    await page.getByRole('img', { name: 'without a gap' }).first().waitFor();
    const half = page.getByRole('img', { name: 'with 1 gap' });
    expect(await half.locator('rect').evaluateAll(whereDrawn)).toEqual(['here 0 150', 'gap 150 150']);
    await page
      .getByRole('region', { name: 'Servers' })
      .getByText(/, 1 gap$/)
      .waitFor();
    await page
      .getByRole('region', { name: 'Certificates' })
      .getByRole('img', { name: /days left$/ })
      .first()
      .waitFor();
    await activity.getByText('As a table').first().click();
    const table = activity.getByRole('table').first();
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(expect.arrayContaining(['delivered', 'tls-failed']));
    await activity.getByLabel('Connector').selectOption('Internet');
    await activity.locator('canvas').first().waitFor();
    const hours = table.getByRole('row');
    const before = await hours.count();
    const box = await activity.locator('.u-over').first().boundingBox();
    if (box === null) throw new Error('The chart has no place.');
    await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await activity.getByRole('button', { name: 'Zoom out' }).waitFor();
    await hours.nth(before - 1).waitFor({ state: 'detached' });
    expect(await viewer.accessibilityViolations()).toEqual([]);
    expect(viewer.complaints).toEqual([]);
  });

  it('shows of a connector what goes over it, which certificate it selects, how it is set up, and what fails on it', async () => {
    const { page } = viewer;
    await viewer.look(`/tenants/${demonstration().tenants[STORY] ?? ''}`);
    const hybrid = page
      .getByRole('region', { name: 'Connectors' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: /^Outbound to Office 365 sends/ }) });
    await hybrid.getByText('How it is set up').click();
    const told = await hybrid.textContent();
    for (const expected of ['TLS 1.2: ', 'selects 2D21517CD71AA9FE85B27A5D6738A4172A543312 on EX01', 'DomainValidation', 'RequireTLSTrue'])
      expect(told).toContain(expected);
    await hybrid.getByRole('link', { name: 'The certificate that Exchange offers cannot be used for SMTP' }).click();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(viewer.complaints).toEqual([]);
  });

  it('is open to whoever uses a screen reader: axe finds nothing on any page of it', async () => {
    const { page } = viewer;
    const tenant = demonstration().tenants[STORY] ?? '';
    await viewer.look(`/tenants/${tenant}`);
    const link = page.getByRole('link', { name: 'The certificate that Exchange offers cannot be used for SMTP' }).first();
    await link.waitFor();
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await link.click();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await page.getByRole('region', { name: 'The log lines that prove it' }).getByRole('link').first().click();
    await page.getByText('It broke here').waitFor();
    expect(await viewer.accessibilityViolations()).toEqual([]);
  });
});
