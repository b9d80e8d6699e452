import type { ToldObservation } from '../../lib/store/observation-change-table.js';
import { noteGranted } from '../../lib/store/grants.js';
import { saveHeartbeat } from '../../lib/store/server-table.js';
import { saveTenant, saveTenantSettings } from '../../lib/store/tenant-table.js';
import { watchAllServers } from '../../lib/upkeep/watch-servers.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();

/** A day on which the timer runs every five minutes unless it is said otherwise. */
class Day {
  readonly #told: ToldObservation[] = [];
  #minute = 0;

  private constructor(readonly tenant: string) {}

  static async of(tenant: string): Promise<Day> {
    await saveTenant(services().tables, { id: tenant, name: tenant });
    return new Day(tenant);
  }

  /** Lets the clock go on, and the timer run. */
  async passes(minutes: number, every = 5): Promise<void> {
    for (const end = this.#minute + minutes; this.#minute < end;) {
      this.#minute += every;
      await watchAllServers({ tables: services().tables, now: () => this.now(), tellObserved: (change) => void this.#told.push(change) });
    }
  }

  now(): Date {
    return new Date(Date.UTC(2026, 2, 2, 0, this.#minute));
  }

  async heartbeat(server: string, changes: Parameters<typeof heartbeatOf>[0] = {}): Promise<void> {
    const heartbeat = heartbeatOf({ sentAt: this.now().toISOString(), ...changes });
    await saveHeartbeat(services().tables, { tenant: this.tenant, server }, heartbeat, this.now());
  }

  async asksToShip(server: string): Promise<void> {
    const file = { name: 'SEND2026030200-1.LOG', date: '2026-03-02T00:00:00.000Z' };
    const chunk = {
      tenant: this.tenant,
      server,
      stream: 'hub/smtp-send',
      file,
      from: this.#minute,
      to: this.#minute + 1,
      codec: 'br',
    } as const;
    await noteGranted(services().tables, [{ chunk, status: undefined, hasNeighbours: false }], this.now());
  }

  /** What was told since the last question. */
  news(): readonly string[] {
    return this.#told
      .splice(0)
      .filter(({ tenant }) => tenant === this.tenant)
      .map(({ change, watch, server }) => `${change} ${watch} ${server ?? ''}`)
      .sort();
  }
}

describe('the servers of a tenant', () => {
  it('one that falls silent is told of once, and once when it is back', async () => {
    const day = await Day.of('contoso');
    await day.passes(40);
    await day.heartbeat('EX01');
    await day.heartbeat('EX02');
    await day.passes(25);
    await day.heartbeat('EX02');
    expect(day.news()).toEqual([]);
    await day.passes(20);
    expect(day.news()).toEqual(['opened server-silent EX01']);
    await day.heartbeat('EX01');
    await day.heartbeat('EX02');
    await day.passes(10);
    expect(day.news()).toEqual(['ended server-silent EX01']);
  });

  it('one whose heartbeat is missing while its chunks come is not silent', async () => {
    const day = await Day.of('chunks-only');
    await day.heartbeat('EX01');
    await day.passes(60);
    await day.asksToShip('EX01');
    await day.passes(25);
    expect(day.news()).toEqual(['ended server-silent EX01', 'opened server-silent EX01']);
    await day.passes(10);
    expect(day.news()).toEqual(['reopened server-silent EX01']);
  });

  it('after a pause of Mailflow itself nobody is called silent until they had time to come back', async () => {
    const day = await Day.of('outage');
    await day.passes(40);
    await day.heartbeat('EX01');
    await day.passes(120, 120);
    await day.passes(25);
    expect(day.news()).toEqual([]);
    await day.heartbeat('EX01');
    await day.passes(25);
    expect(day.news()).toEqual([]);
    await day.passes(10);
    expect(day.news()).toEqual(['opened server-silent EX01']);
  });

  it('are waited for as long as the tenant’s settings say', async () => {
    const day = await Day.of('patient');
    await saveTenantSettings(services().tables, 'patient', { silentAfterMinutes: 60 });
    await day.passes(5);
    await day.heartbeat('EX01');
    await day.passes(55);
    expect(day.news()).toEqual([]);
    await day.passes(10);
    expect(day.news()).toEqual(['opened server-silent EX01']);
  });

  it('that are behind, whose clock is wrong and that lost logs are told of, each by itself', async () => {
    const day = await Day.of('troubled');
    const deletedUnread = [
      { stream: 'hub/smtp-send', file: 'SEND2026030100-1.LOG', date: '2026-03-01T00:00:00.000Z', from: 0, bytes: 5 } as const,
    ];
    await day.heartbeat('EX01', { lagSeconds: 7200, deletedUnread, sentAt: '2026-03-02T01:00:00.000Z' });
    await day.passes(5);
    expect(day.news()).toEqual(['opened log-deleted-unread EX01', 'opened server-clock-wrong EX01', 'opened shipper-lagging EX01']);
    await day.passes(15);
    await day.heartbeat('EX01');
    await day.passes(5);
    expect(day.news()).toEqual(['ended log-deleted-unread EX01', 'ended server-clock-wrong EX01', 'ended shipper-lagging EX01']);
  });
});
