import { routeChanges } from './route-changes.js';
import { sendDeliveries, type SendingServices } from './send-deliveries.js';

/** One turn of telling people what has changed: who is told, then the telling. What can't be decided does not keep back what is. */
export async function notify(services: SendingServices): Promise<void> {
  const [routed] = await Promise.allSettled([routeChanges(services)]);
  await sendDeliveries(services);
  if (routed.status === 'rejected') throw routed.reason;
}
