import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { findingIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { deletePart, findFinding, listFindings, savePart, sumFinding } from '../../lib/store/finding-table.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { localServices } from './local-tables.js';

const services = localServices();

function seedOccurrence(): Occurrence {
  const { occurrence } = diagnoseSession(fixtureSession('00-seed-unknowncredentials.log'), { server: 'EX01' });
  if (occurrence === undefined) throw new Error('The seed is found.');
  return occurrence;
}

const occurrence = seedOccurrence();
const findingId = findingIdOf(occurrence);

describe('a finding in the tables', () => {
  it('is the sum of its parts, however often and by how many workers at once it is summed', async () => {
    const { tables } = services();
    const chunks = Array.from({ length: 12 }, (_, index) => `chunk-${index}`);
    await Promise.all(
      [...chunks, ...chunks].map(async (chunk) => {
        await savePart(tables, 'racing', findingId, { chunk }, tallyOf({ ...occurrence, sessionId: chunk }));
        await sumFinding(tables, 'racing', findingId);
      }),
    );
    expect((await findFinding(tables, 'racing', findingId))?.finding).toMatchObject({
      id: findingId,
      sessions: 12,
      connector: 'Outbound to Office 365',
    });
  });

  it('shrinks when a part is taken back, and is gone with its last', async () => {
    const { tables } = services();
    for (const session of ['a', 'b']) await savePart(tables, 'shrinking', findingId, { session }, tallyOf(occurrence));
    await sumFinding(tables, 'shrinking', findingId);
    await deletePart(tables, 'shrinking', findingId, { session: 'a' });
    await deletePart(tables, 'shrinking', findingId, { session: 'a' });
    await sumFinding(tables, 'shrinking', findingId);
    expect((await listFindings(tables, 'shrinking')).map(({ finding }) => finding.sessions)).toEqual([1]);
    await deletePart(tables, 'shrinking', findingId, { session: 'b' });
    await sumFinding(tables, 'shrinking', findingId);
    expect(await listFindings(tables, 'shrinking')).toEqual([]);
  });

  it('is seen under its own tenant alone', async () => {
    const { tables } = services();
    await savePart(tables, 'owner', findingId, { chunk: 'c' }, tallyOf(occurrence));
    await sumFinding(tables, 'owner', findingId);
    expect(await findFinding(tables, 'neighbour', findingId)).toBeUndefined();
    expect(await listFindings(tables, 'owne')).toEqual([]);
    expect(await listFindings(tables, 'owner|')).toEqual([]);
  });
});
