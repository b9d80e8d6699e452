import { z } from 'zod';
import type { Severity } from '../../diagnosis/rule.js';
import type { NotifiedChange } from '../../store/delivery-row.js';
import { CHANGE_WORDS, headlineOf, leadOf, pageOf, placeOf, plain, severityOf, type Notice } from '../notice.js';

/** A message of Teams takes 28 KB; ten lines of 400 characters are far from it. */
const MAX_LINES = 10;

const run = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string(),
  weight: z.enum(['Default', 'Bolder']).optional(),
  size: z.enum(['Default', 'Large']).optional(),
  color: z.enum(['Default', 'Attention', 'Warning', 'Good', 'Accent']).optional(),
  fontType: z.enum(['Default', 'Monospace']).optional(),
  isSubtle: z.boolean().optional(),
});
const block = z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(run), separator: z.boolean().optional() });

/**
 * A message as the Workflows app of Teams takes it by its webhook: an Adaptive Card in an envelope.
 *
 * All text stands in `TextRun`s, which know no Markdown: a log that says `[click](https://…)` or `<at>all</at>` shows just these characters.
 *
 * @source https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using and
 * https://adaptivecards.io/explorer/TextRun.html
 */
export const teamsSchema = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
          type: z.literal('AdaptiveCard'),
          version: z.literal('1.4'),
          msteams: z.strictObject({ width: z.literal('Full') }),
          body: z.array(block).min(1),
          actions: z.array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() })),
        }),
      }),
    )
    .length(1),
});

type Run = z.input<typeof run>;

const COLOURS = {
  blocker: 'Attention',
  degraded: 'Warning',
  'per-message': 'Warning',
  security: 'Attention',
  info: 'Accent',
} as const satisfies Readonly<Record<Severity, Run['color']>>;

/** The card of an incident. */
export function teamsMessage(notice: Notice): z.input<typeof teamsSchema> {
  const lead = leadOf(notice);
  const url = lead && pageOf(lead, notice.dashboard);
  const isGood = notice.action === 'resolve' || notice.action === 'test';
  const headline = textRun(headlineOf(notice), { weight: 'Bolder', size: 'Large', color: isGood ? 'Good' : COLOURS[severityOf(notice)] });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [paragraph([headline]), ...bodyOf(notice)],
          actions: url === undefined ? [] : [{ type: 'Action.OpenUrl', title: 'Open in Mailflow', url }],
        },
      },
    ],
  };
}

function bodyOf(notice: Notice) {
  const { changes } = notice;
  const lead = leadOf(notice);
  if (lead === undefined) return [paragraph([textRun('A test. Nothing is to be done.')])];
  const lines = changes
    .slice(0, MAX_LINES)
    .map((change) =>
      paragraph([
        textRun(placeOf(change), { weight: 'Bolder' }),
        textRun(` has ${CHANGE_WORDS[change.change]}, ${change.at}`, { isSubtle: true }),
      ]),
    );
  const rest = changes.length > MAX_LINES ? [paragraph([textRun(`and ${changes.length - MAX_LINES} more`, { isSubtle: true })])] : [];
  const isOver = notice.action === 'resolve';
  return [
    ...(lead.summary === '' || isOver ? [] : [paragraph([textRun(plain(lead.summary, 600))])]),
    ...[...lines, ...rest].map((line, index) => (index === 0 ? { ...line, separator: true } : line)),
    ...(lead.step === null || isOver ? [] : stepOf(lead.step)),
  ];
}

function stepOf({ do: what, command }: NonNullable<NotifiedChange['step']>) {
  return [
    { ...paragraph([textRun(plain(`First: ${what}`, 600))]), separator: true },
    ...(command === null ? [] : [paragraph([textRun(plain(command, 600), { fontType: 'Monospace' })])]),
  ];
}

function paragraph(inlines: Run[]): z.input<typeof block> {
  return { type: 'RichTextBlock', inlines };
}

function textRun(text: string, style: Omit<Run, 'type' | 'text'> = {}): Run {
  return { type: 'TextRun', text, ...style };
}
