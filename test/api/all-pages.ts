import type { Doorkeeper } from '../../lib/api/authenticate.js';
import type { Route } from '../../lib/api/route.js';
import { callRoute, type Asked } from './call-route.js';

/** More than any test needs: a list that does not end is a fault. */
const MAX_PAGES = 500;

/** Follows a list's `nextLink` to its end, as a client does. @returns what each page answered. */
export async function allPages<Services>(
  route: Route<Services>,
  services: Services & Doorkeeper,
  asked: Asked,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const pages: Readonly<Record<string, unknown>>[] = [];
  let { query = {} } = asked;
  for (;;) {
    const { status, json } = await callRoute(route, services, { ...asked, query });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`);
    const page = json as Readonly<Record<string, unknown>>;
    pages.push(page);
    if (typeof page.nextLink !== 'string') return pages;
    if (pages.length === MAX_PAGES) throw new Error(`The list does not end: ${page.nextLink}`);
    query = Object.fromEntries(new URL(page.nextLink, 'http://localhost').searchParams);
  }
}
