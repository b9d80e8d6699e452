import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSchedule } from '../../lib/host/ncrontab.js';
import { Deployment } from '../infra/deployment.js';
import { ALERT_RULES, monthly, TIMER_RUNS_PER_DAY } from './cost-model.js';
import { costsPage } from './costs-page.js';

/** A page without what the formatter adds: the width of tables, blank lines. */
function words(page: string): string {
  return page.replace(/[\s\-|*\\]+/g, ' ');
}

describe('docs/costs.md', () => {
  it('is what the model says: npm run docs makes it anew', () => {
    expect(words(readFileSync(join(__dirname, '../../docs/costs.md'), 'utf8'))).toBe(words(costsPage()));
  });
});

describe('what Mailflow costs', () => {
  it('is reckoned with as many runs of timers as there are', () => {
    const schedules = readdirSync('functions').flatMap(
      (file) => /schedule: '([^']+)'/.exec(readFileSync(join('functions', file), 'utf8'))?.[1] ?? [],
    );
    const sum = schedules.reduce((all, schedule) => all + runsADay(schedule), 0);
    expect(sum).toBeLessThanOrEqual(TIMER_RUNS_PER_DAY);
    expect(sum).toBeGreaterThan(TIMER_RUNS_PER_DAY / 2);
  });

  it('is reckoned with the alert rules that the template deploys', () => {
    const rules = new Deployment('test/infra/standard').all('Microsoft.Insights/scheduledQueryRules');
    const often = rules.filter(({ properties }) => properties.evaluationFrequency === 'PT5M').length;
    expect(ALERT_RULES).toEqual({ each5Minutes: often, each15Minutes: rules.length - often });
  });

  it('grows no faster than the tenants, and less with each of them', () => {
    const each = [10, 100, 1_000].map((tenants) => monthly({ tenants, chunkAgeSeconds: 60, instanceMegabytes: 2_048 }) / tenants);
    expect(each).toEqual(each.toSorted((a, b) => b - a));
  });

  it('is less than half when chunks wait for a minute instead of ten seconds, at a hundred tenants and more', () => {
    for (const tenants of [100, 1_000]) {
      const [minute, seconds] = [60, 10].map((chunkAgeSeconds) => monthly({ tenants, chunkAgeSeconds, instanceMegabytes: 2_048 }));
      expect((seconds ?? 0) / (minute ?? 1)).toBeGreaterThan(2);
    }
  });
});

function runsADay(schedule: string): number {
  const { next } = parseSchedule(schedule);
  const midnight = Date.UTC(2026, 0, 15);
  let runs = 0;
  for (let time = next(midnight - 1); time < midnight + 86_400_000; time = next(time)) runs += 1;
  return runs;
}
