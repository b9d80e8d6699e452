import { z } from 'zod';
import { CHANGE_WORDS, headlineOf, leadOf, pageOf, placeOf, plain, type Notice } from '../notice.js';

/** A message takes 50 blocks, and a text of a section 3,000 characters. */
const MAX_LINES = 10;

const plainText = (maxCharacters: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(maxCharacters), emoji: z.literal(false) });

/**
 * A message as Slack's incoming webhooks take it, and what speaks their language (Mattermost, Rocket.Chat, Google's bridges).
 *
 * Blocks hold `plain_text` alone, in which neither `<!channel>` nor `<https://…|click>` means anything. The fallback `text`, which notifications show, is
 * read as markup, so its three special characters are escaped.
 *
 * @source https://docs.slack.dev/reference/block-kit/composition-objects/text-object and https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const slackSchema = z.strictObject({
  text: z.string().regex(/^[^<>]*$/),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal('header'), text: plainText(150) }),
        z.strictObject({ type: z.literal('section'), text: plainText(3_000) }),
        z.strictObject({
          type: z.literal('actions'),
          elements: z.array(z.strictObject({ type: z.literal('button'), text: plainText(75), url: z.url().max(3_000) })),
        }),
      ]),
    )
    .max(50),
});

/** The message of an incident. */
export function slackMessage(notice: Notice): z.input<typeof slackSchema> {
  const lead = leadOf(notice);
  const url = lead && pageOf(lead, notice.dashboard);
  const headline = headlineOf(notice);
  return {
    text: escaped(lead === undefined ? headline : `${headline} (${placeOf(lead)})`),
    blocks: [
      { type: 'header', text: plainly(plain(headline, 150)) },
      ...sectionsOf(notice).map((text) => ({ type: 'section' as const, text: plainly(text) })),
      ...(url === undefined
        ? []
        : [{ type: 'actions' as const, elements: [{ type: 'button' as const, text: plainly('Open in Mailflow'), url }] }]),
    ],
  };
}

function sectionsOf(notice: Notice): readonly string[] {
  const { changes } = notice;
  const lead = leadOf(notice);
  if (lead === undefined) return ['A test. Nothing is to be done.'];
  const lines = changes
    .slice(0, MAX_LINES)
    .map((change) => plain(`${placeOf(change)} has ${CHANGE_WORDS[change.change]}, ${change.at}`, 280));
  const rest = changes.length > MAX_LINES ? [`and ${changes.length - MAX_LINES} more`] : [];
  const isOver = notice.action === 'resolve';
  const step = lead.step === null || isOver ? [] : [`First: ${lead.step.do}`, ...(lead.step.command === null ? [] : [lead.step.command])];
  return [plain(isOver ? '' : lead.summary, 600), [...lines, ...rest].join('\n'), ...step.map((text) => plain(text, 600))].filter(
    (text) => text !== '',
  );
}

function plainly(text: string) {
  return { type: 'plain_text' as const, text, emoji: false as const };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
