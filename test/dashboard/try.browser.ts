import { browserForTests, Viewer } from './viewer.js';

const LAST_ERROR = '451 4.4.0 Primary target IP address responded with: "421 4.4.1 Connection timed out."';

describe('trying it with something pasted', () => {
  const browser = browserForTests();
  let viewer: Viewer;

  beforeEach(async () => {
    viewer = await Viewer.signedIn(browser());
    await viewer.look('/try');
  });

  const paste = async (text: string) => {
    await viewer.page.getByRole('textbox').fill(text);
    await viewer.page.getByRole('button', { name: 'Diagnose' }).click();
  };

  it('explains a queue’s LastError, and nothing of the page is hard to read', async () => {
    await paste(LAST_ERROR);
    await viewer.page.getByText('421 4.4.1').first().waitFor();
    await viewer.page.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(await viewer.accessibilityViolations()).toEqual([]);
    expect(viewer.complaints).toEqual([]);
  });

  it('shows hostile log content as the text that it is', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202E evil \u0007';
    const log = [
      '#Software: Microsoft Exchange Server',
      '#Log-type: SMTP Receive Protocol Log',
      '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
      '2026-01-02T03:04:05.000Z,EX01\\Default Frontend EX01,08DE000000000001,0,192.0.2.10:25,203.0.113.5:41000,+,,',
      '2026-01-02T03:04:05.010Z,EX01\\Default Frontend EX01,08DE000000000001,1,192.0.2.10:25,203.0.113.5:41000,>,220 mail ready,',
      `2026-01-02T03:04:05.020Z,EX01\\Default Frontend EX01,08DE000000000001,2,192.0.2.10:25,203.0.113.5:41000,<,"MAIL FROM:<${hostile.replaceAll('"', '""')}>",`,
      '2026-01-02T03:04:05.030Z,EX01\\Default Frontend EX01,08DE000000000001,3,192.0.2.10:25,203.0.113.5:41000,>,250 2.1.0 Sender OK,',
      `2026-01-02T03:04:05.040Z,EX01\\Default Frontend EX01,08DE000000000001,4,192.0.2.10:25,203.0.113.5:41000,<,"RCPT TO:<${hostile.replaceAll('"', '""')}>",`,
      '2026-01-02T03:04:05.050Z,EX01\\Default Frontend EX01,08DE000000000001,5,192.0.2.10:25,203.0.113.5:41000,>,"550 5.7.1 Unable to relay for <script>alert(1)</script>",',
      '2026-01-02T03:04:05.060Z,EX01\\Default Frontend EX01,08DE000000000001,6,192.0.2.10:25,203.0.113.5:41000,-,,Remote',
    ].join('\r\n');
    await paste(log);
    await viewer.page.getByRole('heading', { name: 'The log lines that prove it' }).first().waitFor();
    expect(await viewer.page.title()).toBe('Try it · Mailflow');
    expect(await viewer.page.locator('main img, main script').count()).toBe(0);
    expect(await viewer.page.locator('main').textContent()).toContain('<script>alert(1)</script>');
    expect(await viewer.page.locator('main').textContent()).not.toContain('\u202E');
    expect(viewer.complaints).toEqual([]);
  });

  it('says in the API’s words why it takes no whole log', async () => {
    await paste('x'.repeat(200_001));
    await viewer.page.getByRole('alert').waitFor();
    expect(await viewer.page.getByRole('alert').textContent()).toContain('text');
  });
});
