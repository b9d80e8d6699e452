import { z } from 'zod';
import { tell, type AskOptions } from './access-commands.js';
import { callApi } from './call-api.js';
import type { Terminal } from './terminal.js';

const channelSchema = z.looseObject({
  id: z.string(),
  tenant: z.string().nullable(),
  name: z.string(),
  format: z.string(),
  host: z.string(),
  enabled: z.boolean(),
});

/** `mailflow channel add`: adds a channel, and shows its secret this once. */
export async function addChannelCommand(
  name: string,
  options: AskOptions & { format: string; url: string; tenant?: string },
  terminal: Terminal,
): Promise<void> {
  const body = { name, format: options.format, url: options.url, tenant: options.tenant ?? null };
  const made = await callApi(options, '/api/v1/channels', channelSchema.extend({ secret: z.string() }), { method: 'POST', body });
  const next = 'Nothing goes there until a policy names it: docs/notifications.md.';
  tell(terminal, options, made, [channelLine(made), `Secret, shown this once: ${made.secret}`, next]);
}

/** `mailflow channel list`: where notifications go. */
export async function listChannelsCommand(options: AskOptions, terminal: Terminal): Promise<void> {
  const { channels } = await callApi(options, '/api/v1/channels', z.object({ channels: z.array(channelSchema) }));
  tell(terminal, options, channels, channels.length === 0 ? ['There is no channel.'] : channels.map(channelLine));
}

/** `mailflow channel test`: sends a test. @returns whether it arrived */
export async function testChannelCommand(id: string, options: AskOptions, terminal: Terminal): Promise<boolean> {
  const schema = z.object({ arrived: z.boolean(), status: z.int().nullable(), problem: z.string().nullable() });
  const tested = await callApi(options, `/api/v1/channels/${encodeURIComponent(id)}/test`, schema, { method: 'POST' });
  tell(terminal, options, tested, [tested.arrived ? 'The test has arrived.' : `The test did not arrive. ${tested.problem ?? ''}`]);
  return tested.arrived;
}

/** `mailflow channel delete`: deletes a channel, with all that was sent there and is to be. */
export async function deleteChannelCommand(id: string, options: AskOptions, terminal: Terminal): Promise<void> {
  const path = `/api/v1/channels/${encodeURIComponent(id)}`;
  const deleted = await callApi(options, path, z.object({ deleted: z.string() }), { method: 'DELETE' });
  tell(terminal, options, deleted, [`${deleted.deleted} is deleted.`]);
}

function channelLine({ id, tenant, name, format, host, enabled }: z.output<typeof channelSchema>): string {
  return `${id}  ${format.padEnd(7)} ${host}: ${name} (${tenant ?? 'all tenants'}${enabled ? '' : ', at rest'})`;
}
