import { startFleet } from '../dashboard/start-fleet.js';
import { stopFleet } from '../dashboard/stop-fleet.js';
import { measureDashboard } from './measure-dashboard.js';

/** When a first visit is interactive, on loopback. */
const BAR_MILLISECONDS = 1_000;

/** Prints how soon the dashboard's fleet page is interactive, in Chromium, over the embedded host with the demonstration's fleet. */
export async function reportDashboard(visits: number): Promise<void> {
  const fleet = await startFleet();
  try {
    const measured = await measureDashboard(visits);
    const figures = (of: (visit: (typeof measured)[number]) => number) => {
      const sorted = measured.map(of).sort((a, b) => a - b);
      const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
      return { median: at(0.5), worst: at(1) };
    };
    const [paint, interactive] = [figures(({ firstPaint }) => firstPaint), figures((visit) => visit.interactive)];
    const verdict = Number(interactive.median) < BAR_MILLISECONDS ? 'passed' : 'MISSED';
    process.stdout.write(
      `\nDashboard: first visits of the fleet’s page with ${measured[0]?.tenants ?? 0} tenants, ${visits} times, milliseconds\n` +
        `  first paint    median ${paint.median.padStart(5)}   worst ${paint.worst.padStart(5)}\n` +
        `  interactive    median ${interactive.median.padStart(5)}   worst ${interactive.worst.padStart(5)}   bar ${BAR_MILLISECONDS}: ${verdict}\n`,
    );
  } finally {
    await stopFleet(fleet);
  }
}
