import { certificateElsewhere } from '../../lib/correlation/certificate/certificate-elsewhere.js';
import { EMPTY_INVENTORY, mergeInventory, type Inventory } from '../../lib/inventory/inventory.js';
import { readExport } from '../../lib/inventory/read-export.js';

const WILDCARD = '2D21517CD71AA9FE85B27A5D6738A4172A543312';

function serverWith(server: string, certificates: readonly object[]): Inventory {
  const envelope = { mailflow: 1, kind: 'exchange-certificates', server, collectedAt: '2020-08-01T00:00:00Z', items: certificates };
  return mergeInventory(EMPTY_INVENTORY, readExport(Buffer.from(JSON.stringify(envelope))));
}

describe('who else is hit by a certificate', () => {
  const now = Date.parse('2020-08-30T00:00:00Z');

  it('are the servers that hold the same one, the soonest first', () => {
    const inventories = [
      serverWith('EX02', [{ Thumbprint: WILDCARD, NotAfter: '2020-09-06T00:00:00Z', Services: 'IIS, SMTP' }]),
      serverWith('EX03', [{ Thumbprint: 'AAA3D3DADA6891A2CCB3134D0B2D7764F1351BC4', NotAfter: '2021-09-06T00:00:00Z' }]),
      serverWith('EX01', [{ Thumbprint: WILDCARD.toLowerCase(), NotAfter: '2020-09-06T00:00:00Z' }]),
    ];
    expect(certificateElsewhere(WILDCARD, inventories, now)).toEqual([
      { server: 'EX01', daysLeft: 7, services: null },
      { server: 'EX02', daysLeft: 7, services: ['IIS', 'SMTP'] },
    ]);
  });

  it('are none where no inventory holds it', () => {
    expect(certificateElsewhere(WILDCARD, [EMPTY_INVENTORY], now)).toEqual([]);
  });
});
