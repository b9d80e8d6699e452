import { browserForTests, demonstration, Viewer } from './viewer.js';

const TOKYO = { timezoneId: 'Asia/Tokyo', locale: 'en-US' };
const PHONE = { viewport: { width: 360, height: 740 } };

describe('a finding', () => {
  const browser = browserForTests();
  let viewer: Viewer;

  /** Opens the worst finding of the tenant that lives this story. */
  const openFindingOf = async (story: string) => {
    await viewer.look(`/tenants/${demonstration().tenants[story] ?? ''}`);
    await viewer.page.getByRole('region', { name: 'Findings' }).getByRole('link').first().click();
    await viewer.page.getByRole('heading', { name: 'What to do' }).waitFor();
  };

  it('is acknowledged with a note, muted, and taken back, as others will see it', async () => {
    viewer = await Viewer.signedIn(browser());
    const { page } = viewer;
    await openFindingOf('a printer may not relay');
    const handling = page.getByRole('region', { name: 'Handling' });
    await handling.getByLabel('Who').fill('Anna');
    await handling.getByLabel('Note').fill('The printer is replaced on Friday.');
    await handling.getByRole('button', { name: 'Acknowledge' }).click();
    await handling.getByText(/Anna said “acknowledged” at .*The printer is replaced on Friday\./).waitFor();
    await handling.getByRole('button', { name: 'Mute' }).click();
    await handling.getByText(/Anna said “muted” at .* until /).waitFor();
    await page.reload();
    await handling.getByText(/Anna said “muted”/).waitFor();
    await handling.getByRole('button', { name: 'Take back' }).click();
    await handling.getByText('Nobody has said anything about it yet.').waitFor();
    expect(viewer.complaints).toEqual([]);
  });

  it('tells the proof when mail flows again, and times in the viewer’s zone, with UTC to be found beside them', async () => {
    viewer = await Viewer.signedIn(browser(), TOKYO);
    const { page } = viewer;
    await viewer.look(`/tenants/${demonstration().tenants['a certificate failed in the night and was mended'] ?? ''}`);
    await page.locator('.state-recovered').getByRole('link').first().click();
    const proof = page.getByRole('status').filter({ hasText: 'Mail flows again' });
    expect(await proof.textContent()).toMatch(/healthy sessions? on the same connector with the same host/);
    const time = proof.locator('time').first();
    const at = (await time.getAttribute('datetime')) ?? '';
    const tokyo = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Asia/Tokyo' });
    const plain = (text: string | null) => (text ?? '').replace(/\s/g, ' ');
    expect(plain(await time.textContent())).toBe(plain(tokyo.format(new Date(at))));
    expect(await time.getAttribute('title')).toBe(`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`);
  });

  it('is asked for again quietly: what has not changed is not sent again', async () => {
    viewer = await Viewer.signedIn(browser());
    const { page } = viewer;
    await openFindingOf('a scanner logs on with an old password');
    const again = page.waitForResponse((response) => /\/findings\/[^/]+$/.test(response.url()));
    // As when somebody looks at the tab again; else it is done every half minute.
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    expect((await again).status()).toBe(304);
    expect(await page.getByRole('heading', { name: 'What to do' }).count()).toBe(1);
  });

  it('and its tenant fit on a phone', async () => {
    viewer = await Viewer.signedIn(browser(), PHONE);
    const { page } = viewer;
    const beyond = () => page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    await openFindingOf('the new certificate is not enabled for SMTP');
    expect(await beyond()).toBe(0);
    await page.goBack();
    await page.locator('canvas').first().waitFor();
    await page.getByRole('region', { name: 'Connectors' }).getByText('How it is set up').first().waitFor();
    expect(await beyond()).toBe(0);
  });
});
