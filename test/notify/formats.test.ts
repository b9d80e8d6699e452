import fc from 'fast-check';
import { genericSchema } from '../../lib/notify/formats/generic.js';
import { slackSchema } from '../../lib/notify/formats/slack.js';
import { teamsSchema } from '../../lib/notify/formats/teams.js';
import { ticketSchema } from '../../lib/notify/formats/ticket.js';
import type { Notice } from '../../lib/notify/notice.js';
import { render } from '../../lib/notify/render.js';
import { SEVERITIES } from '../../lib/diagnosis/rule.js';
import { CHANNEL_FORMATS, type ChannelFormat } from '../../lib/store/channel-table.js';
import { NOTED_CHANGES, SUBJECTS } from '../../lib/store/change-table.js';
import type { NotifiedChange } from '../../lib/store/delivery-row.js';

const SCHEMAS = { generic: genericSchema, teams: teamsSchema, slack: slackSchema, ticket: ticketSchema };
const AT = '2026-03-02T08:00:00.000Z';

/** What somebody at port 25 may say, so that it stands in a finding. */
const HOSTILE = [
  '[click here](https://evil.example)',
  '<!channel> <@U012AB3CD> <https://evil.example|your bank>',
  '<at>everyone</at>',
  '**bold** _it_ `code` # heading',
  '\u202Egnp.exe',
  'two\r\n\r\nlines\u2028and more\u0000',
  '&lt;script&gt;',
  ':tada:',
];

const texts = fc.oneof(fc.string({ maxLength: 900, unit: 'binary' }), fc.constantFrom(...HOSTILE));
const nullable = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const changes: fc.Arbitrary<NotifiedChange> = fc.record({
  id: fc.uuid(),
  tenant: fc.constantFrom('contoso', 'fabrikam'),
  tenantName: fc.oneof(fc.constant('Contoso AG'), fc.constantFrom(...HOSTILE)),
  subject: fc.constantFrom(...SUBJECTS),
  subjectId: fc.constantFrom('tls-unknown-credentials-0a1b2c', 'server-silent-0a1b2c'),
  incident: fc.constant('tls-unknown-credentials-0a1b2c'),
  change: fc.constantFrom(...NOTED_CHANGES),
  rule: fc.constant('tls-unknown-credentials'),
  title: texts,
  severity: fc.constantFrom(...SEVERITIES),
  server: nullable(texts),
  connector: nullable(texts),
  at: fc.constant(AT),
  summary: texts,
  step: nullable(fc.record({ do: texts, command: nullable(texts) })),
});

const notices: fc.Arbitrary<Notice> = fc.record({
  id: fc.constant('0123456789ab-0123456789abcdef01234567'),
  action: fc.constantFrom('open', 'update', 'resolve'),
  incident: fc.constant('tls-unknown-credentials-0a1b2c'),
  at: fc.constant(AT),
  changes: fc.array(changes, { minLength: 1, maxLength: 70 }),
  dashboard: fc.constantFrom(undefined, 'https://mailflow.example'),
});

function told(format: ChannelFormat, notice: Notice): { readonly body: string; readonly json: unknown } {
  const body = render(format, notice);
  return { body, json: JSON.parse(body) as unknown };
}

/** Every text in a value, with the property that holds it. */
function* textsIn(value: unknown, name = ''): Generator<readonly [string, string, object | undefined]> {
  if (typeof value === 'string') yield [name, value, undefined];
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string') yield [key, inner, value];
      else yield* textsIn(inner, key);
    }
}

describe.each(CHANNEL_FORMATS)('a notification as %s', (format) => {
  it('is as its schema says, whatever a log has said, and small enough for a chat', () => {
    fc.assert(
      fc.property(notices, (notice) => {
        const { body, json } = told(format, notice);
        expect(SCHEMAS[format].safeParse(json).error?.issues ?? []).toEqual([]);
        // Teams takes 28 KB, of which the card's own words are the most.
        if (format !== 'generic') expect(Buffer.byteLength(body)).toBeLessThan(28_000);
      }),
      { numRuns: 20 },
    );
  });

  it('can be told without a finding: a test', () => {
    const { json } = told(format, { id: 'x', action: 'test', incident: 'test', at: AT, changes: [], dashboard: undefined });
    expect(SCHEMAS[format].safeParse(json).error?.issues ?? []).toEqual([]);
  });
});

describe('what strangers typed at port 25', () => {
  it('can make no link, no mention and no formatting: of Teams only in runs of text, of Slack only in plain text', () => {
    fc.assert(
      fc.property(notices, (notice) => {
        for (const [name, text, owner] of textsIn(told('teams', notice).json)) {
          const isFromLog = name === 'text';
          if (isFromLog) expect(owner).toMatchObject({ type: 'TextRun' });
          if (name === 'url') expect(text).toMatch(/^https:\/\/mailflow\.example\/tenants\/(contoso|fabrikam)/);
        }
        for (const [name, text, owner] of textsIn(told('slack', notice).json)) {
          if (name === 'text' && owner !== undefined && 'blocks' in owner) expect(text).not.toMatch(/[<>]/);
          else if (name === 'text') expect(owner).toMatchObject({ type: 'plain_text', emoji: false });
          if (name === 'url') expect(text).toMatch(/^https:\/\/mailflow\.example\/tenants\/(contoso|fabrikam)/);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('breaks no line of a card, and does not turn the direction of writing', () => {
    fc.assert(
      fc.property(notices, (notice) => {
        for (const format of ['teams', 'slack'] as const)
          for (const [, text] of textsIn(told(format, notice).json)) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        for (const [, text] of textsIn(told('teams', notice).json)) expect(text).not.toContain('\n');
      }),
      { numRuns: 20 },
    );
  });
});
