import type { SessionDiagnosis } from '../../diagnosis/diagnose-session.js';
import type { ProbedCertificate, ProbedTls, ProbeResult, ProbeSession } from '../../inventory/probe-result.js';
import type { TlsDemand } from '../../inventory/tls-demand.js';
import { microsoftMailRange } from '../../microsoft365/microsoft-mail-range.js';
import type { ProbeDiagnosis } from '../../probe/diagnose-probe.js';
import { distrustWord } from '../../probe/judge-certificate.js';
import { validates } from '../../probe/plan.js';
import { table } from '../print-findings.js';
import { printable } from '../printable.js';
import type { Style } from '../style.js';

type Row = readonly [string, string | null];

/** What a probe saw, step by step, as one would note it beside telnet. */
export function printProbe(result: ProbeResult, { sessions }: ProbeDiagnosis, style: Style): string {
  const { target, port, connector, demand, resolvers, questions, startedAt } = result;
  const sections = [
    `${style.strong(printable(`${target}, port ${port}`))}, probed ${startedAt.slice(0, 19).replace('T', ' ')} UTC, ${asWhom(connector, demand)}`,
  ];
  if (questions.length > 0) {
    const rows = questions.map(({ name, type, answers, error, milliseconds }): Row => [
      type.padEnd(5) + (questions.every((question) => question.name === name) ? '' : name),
      `${answers.length > 0 ? answers.join(', ') : (error ?? 'nothing')} (${milliseconds} ms)`,
    ]);
    sections.push(`${style.strong('DNS')}, asked of ${printable(resolvers.join(', '))}\n${columns(rows, style)}`);
  }
  for (const [index, session] of result.sessions.entries()) {
    const diagnosis = sessions[index];
    if (session.address !== '' && diagnosis !== undefined) sections.push(printSession(session, diagnosis, result, style));
  }
  return sections.join('\n\n');
}

function asWhom(connector: string | null, demand: TlsDemand): string {
  const judged =
    demand === 'none'
      ? 'without TLS (IgnoreSTARTTLS)'
      : demand === 'opportunistic'
        ? 'with TLS where it is offered'
        : `with TlsAuthLevel ${demand}`;
  return connector === null ? `judged as a connector ${judged} would` : `in the place of “${printable(connector)}” (${judged})`;
}

function printSession(session: ProbeSession, { facts }: SessionDiagnosis, { demand, startedAt }: ProbeResult, style: Style): string {
  const { address, host, port, tls } = session;
  const range = microsoftMailRange(address);
  const { timing, greeting, offers, connected, replies, commands } = facts;
  const refusedAtOnce = greeting === undefined ? replies[0] : undefined;
  const answer = (verb: string) => commands.find((command) => command.verb === verb)?.reply?.text ?? null;
  const code = (verb: string) => commands.find((command) => command.verb === verb)?.reply?.code ?? '';
  const rows: Row[] = [
    [
      'Connection',
      connected === undefined ? 'none' : `stands after ${timing.connect ?? 0} ms, from ${facts.local?.text ?? 'an unknown address'}`,
    ],
    ['Microsoft', range === undefined ? null : `the address is one of Exchange Online's (${range.range}, as of ${range.asOf})`],
    [
      'Greeting',
      greeting === undefined ? (refusedAtOnce?.record.data ?? null) : `${greeting.reply.record.data} (after ${timing.greeting ?? 0} ms)`,
    ],
    ['Offers', offers[0] === undefined ? null : [...offers[0].extensions].join(' ')],
    ...(tls === null ? [] : tlsRows(tls, demand, Date.parse(startedAt))),
    ['MAIL', answer('MAIL') === null ? null : `${code('MAIL')} ${answer('MAIL') ?? ''}`],
    ['RCPT', answer('RCPT') === null ? null : `${code('RCPT')} ${answer('RCPT') ?? ''}`],
    ['Slowest answer', timing.slowest === undefined ? null : `${timing.slowest.milliseconds ?? 0} ms, to ${timing.slowest.verb}`],
  ];
  return `${style.strong(printable(host === address ? `${address}:${port}` : `${address}:${port} (${host})`))}\n${table(rows, style)}`;
}

function tlsRows(tls: ProbedTls, demand: TlsDemand, now: number): readonly Row[] {
  const [theirs, ...above] = tls.chain;
  const unless = (fault: string) => (validates(demand) ? fault : `${fault}; ${demand} does not look at it`);
  const distrust = distrustWord(tls, now);
  return [
    ['TLS', `${tls.protocol}, ${tls.cipher}`],
    ['Certificate', theirs === undefined ? 'none was shown' : described(theirs)],
    ...above.map((certificate): Row => ['  above it', described(certificate)]),
    ['  trusted', distrust === undefined ? 'yes' : unless(`no: ${distrust}${tls.distrust === null ? '' : ` (${tls.distrust})`}`)],
    [
      '  name',
      tls.nameMatches === null || tls.expectedName === null
        ? 'not checked: an address was called, and no name was said'
        : tls.nameMatches
          ? `carries ${tls.expectedName}`
          : unless(`does not carry ${tls.expectedName}: it is for ${theirs?.names.slice(0, 5).join(', ') ?? ''}`),
    ],
  ];
}

function described({ subject, issuer, thumbprint, notBefore, notAfter }: ProbedCertificate): string {
  return `${subject}, issued by ${issuer}, valid ${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}, thumbprint ${thumbprint}`;
}

/** Two columns as wide as the longest name: questions to DNS have long ones. */
function columns(rows: readonly Row[], style: Style): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${style.quiet(printable(name).padEnd(width))}  ${printable(value ?? '')}`).join('\n');
}
