import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { FindingsTally } from '../../lib/diagnosis/tally-findings.js';
import { fieldPlaces, placeFields } from '../../lib/log/fields.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { pseudonymise, pseudonymiseInPlace, roomToGrow } from '../../lib/privacy/pseudonymise.js';
import { KEY_BYTES, Pseudonyms } from '../../lib/privacy/pseudonyms.js';
import { generateLog } from '../bench/log-generator.js';
import { examplesOf } from '../diagnosis/rules/examples-of.js';

const pseudonyms = new Pseudonyms(Buffer.alloc(KEY_BYTES, 7));

function hide(text: string, by = pseudonyms): string {
  return pseudonymise(Buffer.from(text), by).toString();
}

/** The pseudonym of an address, as a row shows it. */
function nameOf(address: string): string {
  return hide(`RCPT TO:<${address}>`).replace(/^RCPT TO:<|>$/g, '');
}

const ANNA = nameOf('anna@contoso.com');

describe('who is hidden', () => {
  it('has a pseudonym of its own and keeps its domain', () => {
    expect(ANNA).toMatch(/^u[a-z2-7]{12}@contoso\.com$/);
    expect(nameOf('anna@fabrikam.com').split('@')[0]).not.toBe(ANNA.split('@')[0]);
  });

  it.each([
    ['>,MAIL FROM:<anna@contoso.com> SIZE=18019 AUTH=anna@contoso.com,', `>,MAIL FROM:<${ANNA}> SIZE=18019 AUTH=${ANNA},`],
    [
      '<,RCPT TO:<Anna@Contoso.COM> ORCPT=rfc822;anna@contoso.com,',
      `<,RCPT TO:<${ANNA.replace('contoso.com', 'Contoso.COM')}> ORCPT=rfc822;${ANNA},`,
    ],
    [
      '>,RCPT TO:<b@x.example> ORCPT=rfc822;anna+40contoso.com,',
      `>,RCPT TO:<${nameOf('b@x.example')}> ORCPT=rfc822;${ANNA.replace('@', '+40')},`,
    ],
    ['<,"550 5.1.1 \'anna@contoso.com\': no such user, sorry",', `<,"550 5.1.1 '${ANNA}': no such user, sorry",`],
    ['<,550 5.1.1 <anna@contoso.com>... User unknown,', `<,550 5.1.1 <${ANNA}>... User unknown,`],
    ['<,550 Unknown user anna@contoso.com.,', `<,550 Unknown user ${ANNA}.,`],
    ['*,anna@contoso.com,authenticated', `*,${ANNA},authenticated`],
    ['*,,User Name: anna@contoso.com', `*,,User Name: ${ANNA}`],
    ['>,"RCPT TO:<""anna""@contoso.com>",', `>,"RCPT TO:<""${ANNA.replace('@', '""@')}>",`],
    ['>,MAIL FROM:<> SIZE=5,', '>,MAIL FROM:<> SIZE=5,'],
  ])('in %s', (row, hidden) => {
    expect(hide(row)).toBe(hidden);
  });

  it('accounts of a Windows domain keep the domain', () => {
    const hidden = hide('2024-01-01T00:00:00.000Z,c,1,2,l,r,*,CONTOSO\\anna,authenticated');
    expect(hidden).toMatch(/,\*,CONTOSO\\u[a-z2-7]{12},authenticated$/);
    expect(hide('*,,User Name: contoso\\Anna').split('\\')[1]).toBe(/\\(\w+)/.exec(hidden)?.[1]);
  });

  it.each([
    '>,MAIL FROM:<anna>,',
    '<,AUTH PLAIN AGFubmEAc2VjcmV0,',
    '>,"RCPT TO:<""Muster, Anna""@contoso.com>",',
    '<,"554 5.7.1 refused by rule, Subject: Anna has a raise, 10%",',
    '*,"CONTOSO\\Muster, Anna",authenticated',
    '<,550 SRS0=ab=CD=contoso.com=anna@relay.example unknown,',
    '<,550 bounce+anna=contoso.com@list.example unknown,',
    '<,550 anna.müller@contoso.com unknown,',
  ])('nothing is left of Anna in %s', (row) => {
    expect(hide(row)).not.toMatch(/anna|muster|müller|raise|AGFub/i);
  });

  it('who is nobody keeps the name: rules know it', () => {
    for (const row of [
      '*,HealthMailbox0a1b2c3d4e5f60718293a4b5c6d7e8f9@contoso.com,authenticated',
      '>,MAIL FROM:<MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com>,',
      '<,RCPT TO:<postmaster@contoso.com>,',
      '<,250-AUTH NTLM LOGIN PLAIN,',
      '*,,Sending certificate Subject Issuer name Serial number Thumbprint',
    ]) {
      expect(hide(row)).toBe(row);
    }
    expect(nameOf('IMCEAEX-_o=contoso_cn=anna@contoso.com')).toMatch(/^IMCEAEX-u[a-z2-7]{12}@/);
  });

  it('nobody can tell without the key', () => {
    expect(hide('RCPT TO:<anna@contoso.com>', new Pseudonyms(Buffer.alloc(KEY_BYTES, 8)))).not.toContain(ANNA);
  });
});

describe('what stays', () => {
  const local = fc.stringMatching(/^[a-zA-Z0-9._=+'-]{1,20}$/).filter((name) => /[a-z]{3}/i.test(name));
  const address = fc
    .tuple(local, fc.constantFrom('contoso.com', 'fabrikam.example', 'xn--mller-kva.example'))
    .map(([name, domain]) => `${name}@${domain}`);
  const words = fc.stringMatching(/^[ -~äß]{0,30}$/);
  const field = fc.tuple(words, address, words).map(([before, name, after]) => `${before} <${name}> ${after}`);
  const row = fc
    .tuple(fc.constantFrom('>', '<', '*'), field, field)
    .map(
      ([event, data, context]) =>
        `2024-05-14T09:30:00.010Z,EX01\\Relay,08DC73F0A1B2000E,3,192.0.2.10:25,192.0.2.99:4021,${event},${quoted(data)},${quoted(context)}`,
    );

  it('rows and their fields are the same, whatever strangers write', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const shapes = (text: string) => text.split('\r\n').map((line) => shapeOf(Buffer.from(line)));
        const log = rows.join('\r\n');
        expect(shapes(hide(log))).toEqual(shapes(log));
      }),
    );
  });

  it('it does not matter where the log is cut', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 6 }), fc.nat(), (rows, at) => {
        const lines = rows.map((line) => `${line}\r\n`);
        const cut = at % lines.length;
        expect(hide(lines.slice(0, cut).join('')) + hide(lines.slice(cut).join(''))).toBe(hide(lines.join('')));
      }),
    );
  });

  it('no local part of an address survives', () => {
    fc.assert(
      fc.property(local, words, words, (name, before, after) => {
        const hidden = hide(`*,${quoted(`${before} <${name}@contoso.com> ${after}`)},`);
        expect(hidden).not.toContain(`${name}@`);
      }),
    );
  });

  it('a long log has the same ones piece by piece, also behind a record that is longer than a piece', () => {
    const long = Buffer.from(`2026-03-02T06:14:00.000Z,,,,,,<,"${'250 anna@contoso.com '.repeat(8_000)}",\r\n`);
    const { bytes } = generateLog({ megabytes: 1 });
    for (const log of [bytes, Buffer.concat([bytes, long, bytes])]) {
      // Where there is no room before it, it grows elsewhere.
      for (const before of [roomToGrow(log.length), 100, 0]) {
        const room = Buffer.concat([Buffer.alloc(before, 'x'), log]);
        expect(pseudonymiseInPlace(room, before, pseudonyms).equals(pseudonymise(log, pseudonyms))).toBe(true);
      }
    }
  });

  it('bytes that are no text pass', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const count = (buffer: Uint8Array, byte: number) => buffer.reduce((sum, each) => sum + (each === byte ? 1 : 0), 0);
        const hidden = pseudonymise(Buffer.from(bytes), pseudonyms);
        for (const separator of [0x0a, 0x0d, 0x2c, 0x22]) expect(count(hidden, separator)).toBe(count(bytes, separator));
      }),
    );
  });
});

describe('the same is found', () => {
  const fixtures = join(__dirname, '../fixtures/logs');
  const logs = [
    ...readdirSync(fixtures).map((name) => ({ name, bytes: readFileSync(join(fixtures, name)) })),
    ...RULES.flatMap((rule) => {
      const { speaks, staysSilent } = examplesOf(rule);
      return [...speaks, ...staysSilent].map(({ told, log }) => ({ name: `${rule.id}: ${told}`, bytes: Buffer.from(log) }));
    }),
    { name: 'a generated log', bytes: generateLog({ megabytes: 1 }).bytes },
  ];

  it.each(logs)('$name', ({ bytes }) => {
    const hidden = pseudonymise(bytes, pseudonyms);
    const [told, toldHidden] = [diagnosisOf(bytes), diagnosisOf(hidden)];
    expect({ ...toldHidden, findings: [] }).toEqual({ ...told, findings: [] });
    // What is said of a person is said of the pseudonym.
    expect(sorted(toldHidden.findings)).toEqual(asTold(told.findings, toldHidden.findings));
  });
});

/**
 * The findings, with pseudonyms wherever the other reading has them: a rule's own words may name an address, too, such as Microsoft's. What is hashed
 * from a name, or masks one, says nothing.
 */
function asTold(findings: readonly object[], hidden: readonly object[]): readonly unknown[] {
  const others = sorted(hidden);
  return sorted(findings).map((finding, index) => alike(finding, others[index]));
}

function alike(told: unknown, hidden: unknown): unknown {
  if (typeof told === 'string') return told !== hidden && hide(told) === hidden ? hidden : told;
  if (typeof told !== 'object' || told === null || typeof hidden !== 'object' || hidden === null) return told;
  const pairs = Object.entries(told).map(
    ([key, value]) => [key, alike(value, (hidden as Readonly<Record<string, unknown>>)[key])] as const,
  );
  return Array.isArray(told) ? pairs.map(([, value]) => value) : Object.fromEntries(pairs);
}

function sorted(findings: readonly object[]): readonly unknown[] {
  const key = ({ rule, connector, first }: { rule?: string; connector?: string; first?: object }) =>
    JSON.stringify([rule, connector, first]);
  return [...findings]
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .map((finding) => JSON.parse(JSON.stringify({ ...finding, id: '' }).replace(/[^\\\s"“@]{1,2}…/g, '…')) as unknown);
}

function diagnosisOf(bytes: Buffer) {
  const { sessions, counts, malformed } = readSessions(bytes, { file: 'excerpt' });
  const tally = new FindingsTally();
  for (const session of sessions) tally.add(diagnoseSession(session.decode()));
  return {
    findings: tally.findings(),
    outcomes: tally.outcomes(),
    counts: { ...counts, bytes: 0 },
    malformed: malformed.map(({ line, reason }) => ({ line, reason })),
    sessions: sessions.map(({ sessionId, recordCount }) => ({ sessionId, recordCount })),
  };
}

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Of a row: how many fields, and which are in quotes. */
function shapeOf(line: Buffer): readonly unknown[] {
  const places = fieldPlaces();
  const state = placeFields(line, 0, line.length, places);
  return [state, places.count, ...Array.from({ length: places.count }, (_, index) => line[places.starts[index] ?? 0] === 0x22)];
}
