import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { Demonstration } from '../demo/demonstration.js';

/** What the started fleet tells. */
export interface FleetToLookAt extends Demonstration {
  /** Where the directory signs people in. */
  readonly directory: string;
}

export function demonstration(): FleetToLookAt {
  return JSON.parse(process.env.MAILFLOW_DASHBOARD ?? '') as FleetToLookAt;
}

/** Without its own connections home, which a closed network would refuse one by one. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium, or the one that CHROMIUM names. @throws in plain words where there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(
      `There is no browser at ${executablePath}. Install one (apt-get install chromium), or name yours: CHROMIUM=/path/to/chrome.`,
    );
  // Containers run as root, where Chromium's sandbox can't.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET });
}

/** One browser for the tests of a file; whoever looked in a test is gone after it. */
export function browserForTests(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(async () => {
    await browser.close();
  });
  return () => browser;
}

/** Whoever looks at the dashboard: a page that is signed in, and what its browser complained of. */
export class Viewer {
  /** What the console said that is worse than a remark; a violation of the policy among it. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** Somebody who has just come, and sees the sign-in; with an address, by a link to what it shows. */
  static async stranger(browser: Browser, options: BrowserContextOptions = {}, address = '/'): Promise<Viewer> {
    const context = await browser.newContext({ ...options, permissions: ['clipboard-read', 'clipboard-write'] });
    const viewer = new Viewer(await context.newPage());
    await viewer.page.goto(demonstration().url + address);
    return viewer;
  }

  static async signedIn(browser: Browser, options: BrowserContextOptions = {}): Promise<Viewer> {
    const viewer = await Viewer.stranger(browser, options);
    await viewer.signInWith(demonstration().token);
    await viewer.page.getByRole('navigation', { name: 'Mailflow' }).waitFor();
    return viewer;
  }

  async signInWith(token: string): Promise<void> {
    await this.page.getByLabel('Token').fill(token);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Opens a page of the dashboard, such as `/tenants/contoso`. */
  async look(path: string): Promise<void> {
    await this.page.goto(`${demonstration().url}/#${path}`);
  }

  /** What axe finds wrong with the page as it stands: rules and the places. */
  async accessibilityViolations(): Promise<readonly string[]> {
    // The page's policy lets no script in; a test's comes through the debugger, not through the page.
    await this.page.evaluate(await axe());
    const violations = await this.page.evaluate(async () => {
      const { axe: runner } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
      };
      return (await runner.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' | ')}`);
    });
    return violations;
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

async function axe(): Promise<string> {
  return readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
}
