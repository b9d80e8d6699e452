import { measureApi } from './measure-api.js';

/** What an answer may take, at the 95th of a hundred. */
const BAR_MILLISECONDS = 50;

/** Prints how long lists take in a store of many tenants. */
export async function reportApi(tenants: number, rounds: number): Promise<void> {
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  say(
    `\nAPI: ${tenants} tenants with 50,000 sessions each, as ingestion leaves them: all counted by the hour, 200 failed ones indexed, 20 findings.`,
  );
  say(`Milliseconds of ${rounds} answers each: all, and without waiting for the emulator, which looks through all rows of a table.`);
  for (const { name, p50, p95, ownP95, operations } of await measureApi(tenants, rounds)) {
    const verdict = p95 < BAR_MILLISECONDS ? 'passed' : ownP95 < BAR_MILLISECONDS ? 'passed without the emulator' : 'MISSED';
    const figures = `p50 ${p50.toFixed(0).padStart(4)}   p95 ${p95.toFixed(0).padStart(4)}   own p95 ${ownP95.toFixed(0).padStart(3)}`;
    say(`  ${name.padEnd(34)} ${figures}   storage operations ≤ ${String(operations).padStart(2)}   bar ${BAR_MILLISECONDS}: ${verdict}`);
  }
}
