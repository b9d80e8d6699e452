import type { ShipProblem } from '../../lib/shipper/events.js';
import { sentence } from '../../lib/shipper/sentence.js';
import { GOOD_TOKEN } from './mailflow-server.js';
import { expectServerHolds, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

const names = (problems: readonly ShipProblem[]): string[] => problems.map(({ name }) => name);

describe('the right to upload', () => {
  it('is asked for again, once, when it has expired', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 12);
    world.mailflow.meets('store', 'grants expire', 1);
    const report = await world.shipper.drain();
    expectServerHolds(world, LOG);
    expect(report.problems).toEqual([]);
    expect(world.eventNames().filter((name) => name === 'grant-renewed')).toHaveLength(1);
    expect(world.mailflow.grantRequests).toEqual([report.chunks, report.chunks - 1]);
  });

  for (const code of ['AuthenticationFailed', 'AuthorizationFailure', 'AuthorizationPermissionMismatch', 'AuthorizationSourceIPMismatch']) {
    it(`ends the round when Azure refuses even a new one with ${code}; nothing counts as shipped`, async () => {
      const refused = { status: 403, headers: { 'x-ms-error-code': code, server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0' } };
      world.exchange.writes(LOG, 3);
      world.mailflow.meets('store', refused);
      world.mailflow.meets('store', refused);
      const report = await world.shipper.drain();
      expect(report).toMatchObject({ chunks: 0, alreadyThere: 0, stopped: true });
      expect(report.problems).toMatchObject([{ name: 'grants-refused', status: 403, code }]);

      await world.shipper.drain();
      expectServerHolds(world, LOG);
    });
  }
});

describe('the API says no', () => {
  it('names the token and what to do, and ships from the same position with a good one', async () => {
    world.exchange.writes(LOG, 2);
    await world.shipper.drain();
    world.exchange.writes(LOG, 2);
    world.restartShipper({ token: 'mf_revoked' });
    const { problems, stopped } = await world.shipper.drain();
    expect(stopped).toBe(true);
    expect(problems).toEqual([{ name: 'token-refused', apiUrl: world.mailflow.url, status: 401 }]);
    expect(problems.map(sentence).join()).toMatch(/refused the token \(401\).*Ask for a new token/);

    world.restartShipper({ token: ` ${GOOD_TOKEN}\r\n` });
    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('passes on what a problem document says', async () => {
    world.exchange.writes(LOG, 1);
    const body = JSON.stringify({ title: 'The server is retired', detail: 'Register ex01 again.' });
    world.mailflow.meets('grants', { status: 409, body });
    const { problems } = await world.shipper.drain();
    expect(problems).toMatchObject([{ name: 'api-refused', status: 409, detail: 'The server is retired. Register ex01 again.' }]);
  });

  it("tells a proxy's page from an answer", async () => {
    world.exchange.writes(LOG, 1);
    world.mailflow.meets('grants', { status: 200, body: '<html>Please log in to the proxy</html>' });
    const { problems } = await world.shipper.drain();
    expect(names(problems)).toEqual(['api-refused']);
  });

  it('lets a chunk that the store refuses hold up its own log only', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 5);
    world.exchange.writes('SEND2019052816-1.LOG', 5);
    world.mailflow.meets('store', { status: 400, headers: { 'x-ms-error-code': 'InvalidMetadata' } }, 1);
    const { problems, stopped } = await world.shipper.drain();
    expect(stopped).toBe(false);
    expect(problems).toMatchObject([{ name: 'upload-refused', file: LOG, status: 400, code: 'InvalidMetadata' }]);
    expectServerHolds(world, 'SEND2019052816-1.LOG');
    expect(world.held(world.exchange.log(LOG)).length).toBeLessThan(world.exchange.log(LOG).wholeUpTo);

    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('never tells a secret', async () => {
    world.exchange.writes(LOG, 2);
    world.mailflow.meets('store', 'hangs up after');
    await world.shipper.drain();
    const told = JSON.stringify(world.events) + world.events.map(sentence).join();
    expect(told).not.toContain(GOOD_TOKEN);
    expect(told).not.toContain('sig=');
  });
});
