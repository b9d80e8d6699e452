import type { MailEndpoints } from './mail-endpoints.js';

/** The text of mail-endpoints-snapshot.ts for these endpoints. */
export function snapshotSource(endpoints: readonly MailEndpoints[]): string {
  return `import type { MailEndpoints } from './mail-endpoints.js';

/** Rewritten by refresh-snapshot.ts. The diagnosis makes no live call: it uses this copy, and says how old it is. */
export const MAIL_ENDPOINTS: readonly MailEndpoints[] = ${JSON.stringify(endpoints, undefined, 2)};
`;
}
