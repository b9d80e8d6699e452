import { browserForTests, demonstration, Viewer } from './viewer.js';

/** The directory's certificate is made for the test, so the browser is told to take it. */
const TRUSTING = { ignoreHTTPSErrors: true };

describe('signing in', () => {
  const browser = browserForTests();
  let viewer: Viewer;

  const wall = () => viewer.page.getByRole('list', { name: 'Tenants, worst first' });
  const signInAs = async (name: string) => {
    await viewer.page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await viewer.page.getByRole('link', { name }).click();
  };

  it('with Microsoft Entra ID leads by way of the directory back to the page that was asked for, and lasts as long as the tab', async () => {
    viewer = await Viewer.stranger(browser(), TRUSTING, '/?show=unwell#/');
    const { page } = viewer;
    await signInAs('Anna Ahrens');
    await wall().waitFor();
    expect(page.url()).toBe(`${demonstration().url}/?show=unwell#/`);

    await page.reload();
    await wall().waitFor();
    // The first token was about to end, so it was renewed before it was used; the code was exchanged once.
    const grants = await (await page.request.get(`${demonstration().directory}/grants`)).json();
    expect(grants).toEqual(['authorization_code', 'refresh_token']);
    // Nothing is kept where another tab, or tomorrow's visitor, would find it.
    expect(await page.evaluate<number>('localStorage.length')).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    expect(viewer.complaints).toEqual([]);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
    expect(await page.evaluate<string>('JSON.stringify(Object.values(sessionStorage))')).not.toMatch(/eyJ/);
  });

  it('with Entra ID says what the directory says to whoever changes their mind, and what the API says to whoever has no role', async () => {
    viewer = await Viewer.stranger(browser(), TRUSTING);
    await signInAs('Cancel');
    expect(await viewer.page.getByRole('alert').textContent()).toContain('User declined to consent');
    await signInAs('Bruno Behrens');
    await viewer.page.getByText('carries no token that is valid here').waitFor();
    expect(await viewer.page.getByRole('navigation').count()).toBe(0);
  });

  it('with a token that is not valid leads back to the sign-in, in the API’s words', async () => {
    viewer = await Viewer.stranger(browser());
    expect(await viewer.accessibilityViolations()).toEqual([]);
    await viewer.signInWith('mfq_0000_wrong');
    await viewer.page.getByText('carries no token that is valid here').waitFor();
    await viewer.signInWith(demonstration().token);
    await wall().waitFor();
  });
});
