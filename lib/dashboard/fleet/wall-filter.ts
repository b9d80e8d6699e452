import type { FleetTenantAnswer } from '../asking/answers.js';

/** Which tenants the wall shows. */
export const SHOWN = ['all', 'unwell', 'silent', 'expiring'] as const;
export type Shown = (typeof SHOWN)[number];

/** What an address asks for; what it does not know is all. */
export function shownIn(text: string | null): Shown {
  return SHOWN.find((shown) => shown === text) ?? 'all';
}

/** Whether the wall shows a tenant: every word is in its name or id, and it is as asked for. */
export function isShown(tenant: FleetTenantAnswer, words: string, shown: Shown): boolean {
  const named = `${tenant.name} ${tenant.tenant}`.toLowerCase();
  return (
    IS[shown](tenant) &&
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => named.includes(word))
  );
}

const IS: Readonly<Record<Shown, (tenant: FleetTenantAnswer) => boolean>> = {
  all: () => true,
  unwell: ({ worst }) => worst !== null,
  silent: ({ silentServers }) => silentServers.length > 0,
  expiring: ({ expiringCertificates }) => expiringCertificates > 0,
};
