import { z } from 'zod';
import { changeTenant } from '../store/tenant-table.js';
import { OPERATOR } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { changedMeanwhile } from './etag.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';
import { tenantAnswer, tenantSchema } from './tenants.js';

/** Nobody's onboarding takes longer, and what is silent for ever is forgotten. */
const MAX_PAUSE_DAYS = 90;
const DAY = 86_400_000;

/** Tells nobody of what begins at a tenant, for a while. */
export const pauseNotificationsRoute = declareRoute({
  method: 'PUT',
  path: '/api/v1/tenants/{tenant}/notification-pause',
  operationId: 'pauseNotifications',
  tag: 'notifications',
  summary: 'Tells nobody of what begins at a tenant until a moment, as while it is being set up',
  description:
    'What still stands when the pause ends is told then. That something has recovered of which people know is told meanwhile, too.',
  access: OPERATOR,
  audit: 'notifications.paused',
  body: z
    .strictObject({
      until: z.iso.datetime({ error: 'when the pause ends, such as 2026-12-01T08:00:00Z' }),
      reason: z.string().trim().min(1).max(500),
    })
    .meta({ id: 'NotificationPause' }),
  answer: tenantSchema,
  async handle({ caller, params: { tenant }, body: { until, reason }, ifMatch }, { tables, now }: Doorkeeper) {
    const at = now();
    const end = Date.parse(until);
    if (end <= at.getTime() || end > at.getTime() + MAX_PAUSE_DAYS * DAY)
      throw new Problem('invalid-request', `“until”: must lie in the future, and at most ${MAX_PAUSE_DAYS} days ahead.`);
    const pause = { until: new Date(end).toISOString(), reason, by: caller.actor.name, at: at.toISOString() };
    if ((await changeTenant(tables, tenant, { notificationPause: pause }, ifMatch)) === 'changed-meanwhile') throw changedMeanwhile(tenant);
    return { ...(await tenantAnswer(tables, tenant)), audited: { target: tenant, detail: { until: pause.until, reason } } };
  },
});

/** Tells people again. */
export const resumeNotificationsRoute = declareRoute({
  method: 'DELETE',
  path: '/api/v1/tenants/{tenant}/notification-pause',
  operationId: 'resumeNotifications',
  tag: 'notifications',
  summary: 'Ends a pause: what begins from now on is told at once, what began meanwhile and stands still within half an hour',
  access: OPERATOR,
  audit: 'notifications.resumed',
  answer: tenantSchema,
  async handle({ params: { tenant }, ifMatch }, { tables }: Doorkeeper) {
    if ((await changeTenant(tables, tenant, { notificationPause: null }, ifMatch)) === 'changed-meanwhile') throw changedMeanwhile(tenant);
    return { ...(await tenantAnswer(tables, tenant)), audited: { target: tenant } };
  },
});
