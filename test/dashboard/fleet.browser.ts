import { browserForTests, demonstration, Viewer } from './viewer.js';

describe('the wall of tenants', () => {
  const browser = browserForTests();
  let viewer: Viewer;

  beforeEach(async () => {
    viewer = await Viewer.signedIn(browser());
    await viewer.look('/');
    await viewer.page.getByRole('list', { name: 'Tenants, worst first' }).waitFor();
  });

  const tiles = () => viewer.page.getByRole('list', { name: 'Tenants, worst first' }).getByRole('listitem');

  it('shows every tenant, those where mail stands still first', async () => {
    const first = await tiles().first().textContent();
    const last = await tiles().last().textContent();
    expect(first).toMatch(/\d blocker/);
    expect(last).toContain('mail flows');
    expect(await tiles().first().getByRole('img').getAttribute('aria-label')).toMatch(/^sessions failed in \d+ of the last 24 hours/);
    expect(viewer.complaints).toEqual([]);
  });

  it('is searched and filtered by its address, which a colleague can open', async () => {
    const { page } = viewer;
    await page.getByLabel('Show').selectOption('unwell');
    const unwell = await tiles().count();
    expect(unwell).toBeGreaterThan(0);
    expect(page.url()).toContain('show=unwell');
    const name = (await tiles().first().getByRole('link').textContent()) ?? '';
    await page.getByLabel('Search').fill(name.slice(-3));
    await page.waitForURL(/q=/);
    expect(await tiles().count()).toBe(1);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Show').selectOption('with a certificate that ends soon');
    await tiles().getByText('certificate ending').first().waitFor();
    await viewer.page.goto(`${demonstration().url}/?show=unwell&q=${encodeURIComponent(name.slice(-3))}#/`);
    await tiles().first().waitFor();
    expect(await tiles().allTextContents()).toEqual([expect.stringContaining(name)]);
  });

  it('tells the cause that several tenants share, and leads from it to the finding of each', async () => {
    const { page } = viewer;
    const shared = page.getByRole('region', { name: 'The same cause at several tenants' });
    expect(await shared.getByRole('listitem').first().textContent()).toMatch(/at \d+ tenants$/);
    await shared.getByRole('link', { name: 'All incidents' }).click();
    const incident = page.getByRole('list', { name: 'Incidents' }).getByRole('listitem').first();
    await incident.getByText('Where').click();
    const places = incident.getByRole('link');
    await places.first().waitFor();
    expect(await places.count()).toBeGreaterThan(1);
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await places.first().click();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(viewer.complaints).toEqual([]);
  });

  it('tells of the whole fleet what is seen before mail fails, and lets a person mute it', async () => {
    const { page } = viewer;
    await page.getByRole('link', { name: 'Foreseen' }).click();
    const ending = page.getByRole('region', { name: /certificate/i }).first();
    await ending.getByRole('listitem').first().waitFor();
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await ending.getByRole('link').first().click();
    const seen = page.getByRole('region', { name: 'Seen before mail fails' }).getByRole('listitem').filter({ hasText: 'certificate' });
    const card = seen.filter({ has: page.getByText('Handling', { exact: true }) }).first();
    await card.getByText('Handling', { exact: true }).click();
    await card.getByLabel('Who').fill('Anna');
    await card.getByRole('button', { name: 'Mute' }).click();
    await page.getByText(/Anna said “muted” at .* until /).waitFor();
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await page.getByRole('link', { name: 'Foreseen' }).click();
    await ending
      .getByText(/, muted$/)
      .first()
      .waitFor();
    await page.goBack();
    const muted = page.locator('.state-muted');
    await muted.getByText('Handling', { exact: true }).click();
    await muted.getByRole('button', { name: 'Take back' }).click();
    await muted.waitFor({ state: 'detached' });
    expect(viewer.complaints).toEqual([]);
  });

  it('has a page of where notifications go, and of those that did not arrive, which are sent again from there', async () => {
    const { page } = viewer;
    const [tenant] = Object.values(demonstration().tenants);
    await page.getByRole('link', { name: 'Notifications' }).click();
    const channels = page.getByRole('region', { name: 'Channels' });
    expect(await channels.getByRole('listitem').first().textContent()).toBe(
      `On call to chat.example.com as teams, for ${tenant ?? ''} alone`,
    );
    const givenUp = page.getByRole('list', { name: 'Given up' }).getByRole('listitem');
    await givenUp.getByText(/^“open” to On call, after 8 attempts, the last at /).waitFor();
    await givenUp.getByText('The receiver answered 500.').waitFor();
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await givenUp.getByRole('button', { name: 'Send it again' }).click();
    await page.getByText('Nothing: all that was told has arrived.').waitFor();
    expect(await givenUp.count()).toBe(0);
    expect(viewer.complaints).toEqual([]);
  });

  it('is used by keyboard alone: from the address bar to the remedy of the worst finding', async () => {
    const { page } = viewer;
    const press = async (key: string, until: () => Promise<boolean>) => {
      for (let presses = 0; !(await until()); presses += 1) {
        if (presses > 60) throw new Error(`${key} never leads there; the focus is on ${await focused()}`);
        await page.keyboard.press(key);
      }
    };
    const focused = () => page.evaluate<string>('document.activeElement?.outerHTML.slice(0, 200) ?? ""');
    await press('Tab', async () => (await focused()).includes('tenants/'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
    await page
      .getByRole('list')
      .filter({ has: page.locator('.card') })
      .first()
      .waitFor();
    await press('Tab', async () => (await focused()).includes('/findings/'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    await press('Tab', async () => (await focused()).includes('Copy the command of step'));
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
    expect((await viewer.clipboard()).length).toBeGreaterThan(0);
  });

  it('is open to whoever uses a screen reader', async () => {
    expect(await viewer.accessibilityViolations()).toEqual([]);
  });

  it.each([
    { told: 'on a phone', options: { viewport: { width: 360, height: 740 } } },
    { told: 'in the dark', options: { colorScheme: 'dark' as const } },
  ])('reads well $told: nothing runs out of the page, and the contrast holds', async ({ options }) => {
    const other = await Viewer.signedIn(browser(), options);
    await other.look('/');
    await other.page.getByRole('list', { name: 'Tenants, worst first' }).waitFor();
    expect(await other.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(await other.accessibilityViolations()).toEqual([]);
    await other.close();
  });
});
