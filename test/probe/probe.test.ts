import type { Socket } from 'node:net';
import { Authority, selfSigned, type Identity } from './certificates.js';
import { nameServer } from './dns-server.js';
import { blackHole, mailServer, oddPeer, scriptedPeer, shutPort, type Peer } from './peers.js';
import { diagnoseProbe } from '../../lib/probe/diagnose-probe.js';
import { MAX_REPLY_LINE, MAX_REPLY_LINES, MAX_SESSION_BYTES, type ProbeTimeouts } from '../../lib/probe/limits.js';
import type { ProbePlan } from '../../lib/probe/plan.js';
import { probe } from '../../lib/probe/probe.js';
import { parseTarget } from '../../lib/probe/target.js';
import { probeResultSchema, type ProbeResult } from '../../lib/inventory/probe-result.js';

const HOST = 'mx.contoso.example';

let authority: Authority;
let good: Identity;
let names: Awaited<ReturnType<typeof nameServer>>;
const peers: Peer[] = [];

beforeAll(async () => {
  authority = await Authority.found();
  good = await authority.issue([HOST]);
  names = await nameServer({
    [HOST]: { a: ['127.0.0.1'] },
    'contoso.example': {
      mx: [
        [20, 'absent.contoso.example'],
        [10, HOST],
      ],
    },
    'nomail.example': { mx: [[0, '']] },
    'nothing.example': {},
    'silent.example': { silent: true },
  });
});

afterAll(() => {
  names.close();
});

afterEach(async () => {
  await Promise.all(peers.splice(0).map(async (peer) => peer.close()));
});

function plan(over: Partial<ProbePlan> & Pick<ProbePlan, 'port'>): ProbePlan {
  return {
    target: HOST,
    connector: 'Outbound to Contoso',
    demand: 'DomainValidation',
    tlsName: undefined,
    ehloName: 'ex01.fabrikam.example',
    mail: undefined,
    client: undefined,
    trusted: [authority.pem],
    nameServers: [names.address],
    ...over,
  };
}

async function started(starting: Promise<Peer>): Promise<Peer> {
  const peer = await starting;
  peers.push(peer);
  return peer;
}

/** A clock that runs a hundred times as fast as the wall's: what waits for half a second in a test has waited for most of a minute. */
function fastClock(): () => number {
  const began = Date.now();
  return () => began + (Date.now() - began) * 100;
}

const IMPATIENT: Partial<ProbeTimeouts> = { connect: 1_500, reply: 1_500, session: 15_000, dns: 1_000 };

function rules(result: ProbeResult): readonly string[] {
  // Whatever a probe saw, it can be shipped and read again.
  expect(probeResultSchema.safeParse(result).error).toBeUndefined();
  return diagnoseProbe(result).findings.map(({ rule }) => rule);
}

describe('a probe of a mail server', () => {
  it('finds nothing wrong with a good certificate, and tells what it saw', async () => {
    const { port } = await started(mailServer({ ...good, name: HOST }));
    const result = await probe(plan({ port, mail: { from: '', to: 'anna@contoso.example' } }));
    expect(rules(result)).toEqual([]);
    const [session] = result.sessions;
    expect(session?.tls).toMatchObject({ protocol: 'TLSv1.3', distrust: null, expectedName: HOST, nameMatches: true });
    expect(session?.tls?.chain.map(({ subject }) => subject)).toEqual([`CN=${HOST}, O=Contoso`, 'CN=Test Root']);
    const log = session?.log ?? '';
    expect(log).toMatch(/,>,EHLO ex01\.fabrikam\.example,/);
    expect(log).toMatch(/TLS protocol SP_PROT_TLS1_3_CLIENT negotiation succeeded/);
    expect(log).toMatch(/,>,RCPT TO:<anna@contoso\.example>,\r\n.*,<,"?250 /);
    expect(log).not.toContain('DATA');
    const [diagnosis] = diagnoseProbe(result).sessions;
    expect(diagnosis).toMatchObject({ outcome: 'idle', stage: 'rcpt' });
  });

  it('follows the MX record of a domain, the first host first, and shows every question', async () => {
    const { port } = await started(mailServer({ ...good, name: HOST }));
    const result = await probe(plan({ port, target: 'contoso.example' }));
    expect(rules(result)).toEqual([]);
    expect(result.resolvers).toEqual([names.address]);
    expect(result.questions.map(({ name, type, answers, error }) => [name, type, answers.join(' '), error])).toEqual([
      ['contoso.example', 'MX', `10 ${HOST} 20 absent.contoso.example`, null],
      [HOST, 'A', '127.0.0.1', null],
      [HOST, 'AAAA', '', 'ENODATA'],
      ['absent.contoso.example', 'A', '', 'ENOTFOUND'],
      ['absent.contoso.example', 'AAAA', '', 'ENOTFOUND'],
    ]);
    expect(result.sessions.map(({ host, address }) => [host, address])).toEqual([[HOST, '127.0.0.1']]);
  });

  it('shows a certificate of its own to a server that asks for one', async () => {
    const { port } = await started(mailServer({ ...good, name: HOST, requestCert: true, rejectUnauthorized: false }));
    const ours = await authority.issue(['mail.fabrikam.example']);
    const result = await probe(plan({ port, client: { certificate: ours.cert, key: ours.key } }));
    expect(rules(result)).toEqual([]);
    expect(result.sessions[0]?.log).toMatch(/CN=mail\.fabrikam\.example.*,Sending certificate Subject Issuer name/);
  });
});

describe('a certificate that a connector with DomainValidation would not take', () => {
  const cases: readonly { told: string; make: () => Promise<Identity>; rule: string; says: RegExp }[] = [
    {
      told: 'has expired',
      make: async () => authority.issue([HOST], { from: -40 * 86_400_000, until: -86_400_000 }),
      rule: 'tls-cert-expired',
      says: /certificate of .* expired on/,
    },
    { told: 'is self-signed', make: async () => selfSigned([HOST]), rule: 'tls-untrusted-root', says: /may not trust the issuer/ },
    {
      told: 'carries another name',
      make: async () => authority.issue(['relay.hoster.example']),
      rule: 'tls-wrong-principal',
      says: /another name than asked for .*relay\.hoster\.example/,
    },
  ];

  it.each(cases)('$told: $rule', async ({ make, rule, says }) => {
    const { port } = await started(mailServer({ ...(await make()), name: HOST }));
    const result = await probe(plan({ port }));
    expect(rules(result)).toEqual([rule]);
    expect(diagnoseProbe(result).findings[0]?.summary).toMatch(says);
  });

  it.each(cases)('$told, which a connector with EncryptionOnly does not look at', async ({ make }) => {
    const { port } = await started(mailServer({ ...(await make()), name: HOST }));
    const result = await probe(plan({ port, demand: 'EncryptionOnly' }));
    expect(rules(result)).toEqual([]);
    // It is told all the same.
    const { distrust, nameMatches } = result.sessions[0]?.tls ?? {};
    expect(distrust !== null || nameMatches === false).toBe(true);
  });

  it('matches the connector’s TlsDomain, not the name of the host', async () => {
    const { port } = await started(mailServer({ ...(await authority.issue(['*.hoster.example'])), name: HOST }));
    expect(rules(await probe(plan({ port, tlsName: 'relay.hoster.example' })))).toEqual([]);
  });
});

describe('what firewalls do to SMTP', () => {
  it('a greeting of asterisks is an inspection', async () => {
    const { port } = await started(
      scriptedPeer('220 ****************************************', {
        EHLO: '500 unrecognized',
        HELO: '250 hello',
        NOOP: '250 ok',
        QUIT: '221 bye',
      }),
    );
    expect(rules(await probe(plan({ port })))).toEqual(['tls-inspection-stripping']);
  });

  it('no STARTTLS keeps a connector that requires it from sending, and one that does not from nothing', async () => {
    const { port } = await started(mailServer({ name: HOST, disabledCommands: ['AUTH', 'STARTTLS'] }));
    expect(rules(await probe(plan({ port })))).toEqual(['tls-starttls-not-offered-remote']);
    expect(rules(await probe(plan({ port, demand: 'opportunistic' })))).toEqual([]);
  });

  it('STARTTLS that is answered by something that is no TLS', async () => {
    const { port } = await started(
      scriptedPeer(`220 ${HOST} ESMTP`, { EHLO: `250-${HOST}\r\n250 STARTTLS`, STARTTLS: '220 go ahead', '*': '500 what is this' }),
    );
    expect(rules(await probe(plan({ port })))).toEqual(['tls-invalid-token']);
  });

  it('a handshake that nobody answers', async () => {
    const { port } = await started(scriptedPeer(`220 ${HOST} ESMTP`, { EHLO: `250-${HOST}\r\n250 STARTTLS`, STARTTLS: '220 go ahead' }));
    expect(rules(await probe(plan({ port }), { timeouts: IMPATIENT }))).toEqual(['tls-timed-out']);
  });

  it('a connection that stands and is never greeted', async () => {
    const { port } = await started(oddPeer(() => undefined));
    expect(rules(await probe(plan({ port }), { timeouts: IMPATIENT, clock: fastClock() }))).toEqual(['connect-no-banner']);
  });

  it('a refused port', async () => {
    expect(rules(await probe(plan({ port: await shutPort() })))).toEqual(['connect-refused']);
  });

  it('a port that swallows what comes', async () => {
    const { port } = await started(blackHole());
    expect(rules(await probe(plan({ port }), { timeouts: IMPATIENT }))).toEqual(['connect-timeout']);
  });

  it('a tarpit is waited for, and shows in the timing', async () => {
    const { port } = await started(
      oddPeer((socket) => {
        setTimeout(() => socket.write(`220 ${HOST} ESMTP\r\n`), 200);
        socket.on('data', (bytes) => {
          setTimeout(() => socket.write(bytes.toString().startsWith('QUIT') ? '221 bye\r\n' : `250 ${HOST}\r\n`), 200);
        });
      }),
    );
    const result = await probe(plan({ port, demand: 'none' }), { clock: fastClock() });
    expect(rules(result)).toEqual([]);
    expect(diagnoseProbe(result).sessions[0]?.facts.timing.greeting).toBeGreaterThanOrEqual(15_000);
    expect(diagnoseProbe(result).sessions[0]?.facts.timing.slowest?.milliseconds).toBeGreaterThanOrEqual(15_000);
  });

  it('a refusal of the sender has its own rule', async () => {
    const { port } = await started(
      scriptedPeer(`220 ${HOST} ESMTP`, {
        EHLO: `250 ${HOST}`,
        MAIL: '250 ok',
        RCPT: '550 5.7.606 Access denied, banned sending IP [192.0.2.10]',
        QUIT: '221 bye',
      }),
    );
    const result = await probe(plan({ port, demand: 'opportunistic', mail: { from: 'a@fabrikam.example', to: 'b@contoso.example' } }));
    expect(rules(result)).toEqual(['banned-ip-5-7-606']);
  });
});

describe('DNS', () => {
  it.each([
    { name: 'unknown.example', told: 'does not exist', word: 'InfoDomainNonexistent' },
    { name: 'nothing.example', told: 'has no records', word: 'InfoNoRecords' },
    { name: 'nomail.example', told: 'takes no mail', word: 'InfoNoRecords' },
    { name: 'silent.example', told: 'is not answered', word: 'ErrorTimeout' },
  ])('a name that $told', async ({ name, word }) => {
    const result = await probe(plan({ port: 25, target: name }), { timeouts: IMPATIENT });
    expect(rules(result)).toEqual(['dns-failure']);
    expect(result.sessions[0]?.log).toContain(`DNS query failed with error ${word}, Destination domain: ${name}`);
  });
});

describe('what a stranger sends without end', () => {
  /** Whether the probe took the greeting and asked on. */
  async function takes(onConnection: (socket: Socket) => void): Promise<boolean> {
    const { port } = await started(oddPeer(onConnection));
    const result = await probe(plan({ port, demand: 'none' }), { timeouts: IMPATIENT });
    rules(result);
    expect(result.sessions[0]?.log).toMatch(/,-,,(?:Local|Remote)\r\n$/);
    return /,>,EHLO /.test(result.sessions[0]?.log ?? '');
  }

  it.each([
    { length: MAX_REPLY_LINE - 1, taken: true },
    { length: MAX_REPLY_LINE, taken: true },
    { length: MAX_REPLY_LINE + 1, taken: false },
  ])('a greeting of $length characters: taken: $taken', async ({ length, taken }) => {
    expect(await takes((socket) => socket.write(`220 ${'x'.repeat(length - 4)}\n`))).toBe(taken);
  });

  it.each([
    { lines: MAX_REPLY_LINES - 1, taken: true },
    { lines: MAX_REPLY_LINES, taken: true },
    { lines: MAX_REPLY_LINES + 1, taken: false },
  ])('a greeting of $lines lines: taken: $taken', async ({ lines, taken }) => {
    expect(await takes((socket) => socket.write(`${'220-more\r\n'.repeat(lines - 1)}220 that is all\r\n`))).toBe(taken);
  });

  it('lines until nobody reads them any more', async () => {
    const answer = `250-${'x'.repeat(MAX_REPLY_LINE - 100)}\r\n`.repeat(Math.ceil(MAX_SESSION_BYTES / (MAX_REPLY_LINE - 100)) + 1);
    const { port } = await started(scriptedPeer('220 mx', { EHLO: `${answer}250 end`, QUIT: '221 bye' }));
    const result = await probe(plan({ port, demand: 'none' }), { timeouts: IMPATIENT });
    rules(result);
    expect(result.sessions[0]?.log).not.toContain('QUIT');
  });

  it('a byte at a time, for longer than one waits for a reply', async () => {
    expect(
      await takes((socket) => {
        const drip = setInterval(() => socket.write('2'), 50);
        socket.on('close', () => {
          clearInterval(drip);
        });
      }),
    ).toBe(false);
  });

  it('nothing that could begin a line of its own, or move a cursor, in the log', async () => {
    const { port } = await started(scriptedPeer('220 mx\x1b[2J\x07\r evil", "x', { EHLO: '250 mx', QUIT: '221 bye' }));
    const result = await probe(plan({ port, demand: 'none' }), { timeouts: IMPATIENT });
    rules(result);
    const { log } = result.sessions[0] ?? { log: '' };
    expect(log).toContain('"220 mx.[2J.. evil"", ""x"');
    expect(log.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('a name that is no name is not called', () => {
    for (const name of ['', 'a b', 'mail.contoso.com\r\nRCPT', '10.1.1', '-x', 'x'.repeat(254), 'mail:0', 'mail:99999', '[mail]', 'a..b']) {
      expect([name, parseTarget(name)]).toEqual([name, undefined]);
    }
    expect(parseTarget('Mail.Contoso.COM.:2525')).toEqual({ host: 'mail.contoso.com', port: 2525 });
    expect(parseTarget('[2001:db8::1]:25')).toEqual({ host: '2001:db8::1', port: 25 });
    expect(parseTarget('2001:db8::1')).toEqual({ host: '2001:db8::1', port: undefined });
    expect(parseTarget('[10.0.0.1]')).toEqual({ host: '10.0.0.1', port: undefined });
  });
});
