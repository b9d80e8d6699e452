import type { ChannelFormat } from '../store/channel-table.js';
import { genericEvent } from './formats/generic.js';
import { slackMessage } from './formats/slack.js';
import { teamsMessage } from './formats/teams.js';
import { ticket } from './formats/ticket.js';
import type { Notice } from './notice.js';

/** How each format says what a notice holds. */
const FORMATS = {
  generic: genericEvent,
  teams: teamsMessage,
  slack: slackMessage,
  ticket,
} as const satisfies Readonly<Record<ChannelFormat, (notice: Notice) => object>>;

/** The body of a notification, as JSON. */
export function render(format: ChannelFormat, notice: Notice): string {
  return JSON.stringify(FORMATS[format](notice));
}
