import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import { EMPTY_INVENTORY, itemsOf, mergeInventory, type Inventory } from '../../inventory/inventory.js';
import type { AnyInventoryExport } from '../../inventory/read-export.js';
import { receiveConnectorOf, sendConnectorOf } from '../connector/connector-of.js';
import type { Failure } from '../failure.js';
import { itemIn, sourcesOf, type LookUp } from '../look-up.js';
import { ownServer } from '../own-server.js';
import { shortThumbprint } from '../phrases.js';
import { citation, toldByExport } from '../told-by.js';
import type { Change } from './change.js';
import { exportsAround, inOrder } from './exports-around.js';
import { receiveSettings, sendSettings, type NamedSetting } from './connector-settings.js';

/** One renewal replaces one certificate; a list of more is a new server. */
const MAX_CERTIFICATES = 3;

type Place = Pick<Failure, 'direction' | 'connector'>;

/**
 * What was set otherwise on the server when mail still flowed: the connector, the certificates, the build of Exchange. Exports come once a day, so what
 * they show may have happened somewhat before the failure or after it; each sentence says of when they are.
 *
 * @param exports of the failure's server, in any order; those without a date tell nothing here.
 * @param healthyAt when mail last flowed, and `failedAt` when it first failed: milliseconds since 1970, UTC.
 */
export function settingChanges(
  place: Place,
  exports: readonly AnyInventoryExport[],
  healthyAt: number,
  failedAt: number,
): readonly Change[] {
  const around = exportsAround(inOrder(exports), healthyAt, failedAt);
  const before = mergeInventory(EMPTY_INVENTORY, ...around.before);
  const after = mergeInventory(EMPTY_INVENTORY, ...around.after);
  return [...connectorChanges(place, before, after), ...certificateChanges(before, after), ...buildChanges(before, after)];
}

function connectorChanges(place: Place, before: Inventory, after: Inventory): readonly Change[] {
  const send = [before, after].map((inventory) => sendConnectorOf(place, inventory));
  const receive = [before, after].map((inventory) => receiveConnectorOf(place, inventory));
  return [
    ...differences(place, send, (connector) => sendSettings(connector)),
    ...differences(place, receive, (connector) => receiveSettings(connector)),
  ];
}

function differences<Connector>(
  { connector }: Place,
  [was, is]: readonly LookUp<Connector>[],
  settingsOf: (connector: Connector) => readonly NamedSetting[],
): readonly Change[] {
  const [earlier, later] = [was && itemIn(was), is && itemIn(is)];
  if (was === undefined || is === undefined || earlier === undefined || later === undefined) return [];
  const [wasTold, isTold] = [sourcesOf(was), sourcesOf(is)].map(([source]) => (source === undefined ? '' : citation(source)));
  const now = new Map(settingsOf(later));
  return settingsOf(earlier).flatMap(([name, value]) => {
    const newValue = now.get(name);
    if (value === undefined || newValue === undefined || value === newValue) return [];
    const sentence = `${name} of “${connector}” was ${value} ${wasTold ?? ''}, and is ${newValue} ${isTold ?? ''}.`;
    return [{ what: 'connector-setting', before: `${name}: ${value}`, after: `${name}: ${newValue}`, sentence }];
  });
}

function certificateChanges(before: Inventory, after: Inventory): readonly Change[] {
  const [was, is] = [before, after].map((inventory) => itemsOf(inventory, 'exchange-certificates'));
  const told = after.exports['exchange-certificates'];
  if (was === undefined || is === undefined || told === undefined) return [];
  const by = ({ thumbprint }: ExchangeCertificate) => citation(toldByExport(told, thumbprint));
  const without = (some: readonly ExchangeCertificate[], others: readonly ExchangeCertificate[]) =>
    some.filter(({ thumbprint }) => !others.some((other) => other.thumbprint === thumbprint)).slice(0, MAX_CERTIFICATES);
  return [
    ...without(is, was).map((certificate) => certificateChange(certificate, 'added', `was added since ${by(certificate)}`)),
    ...without(was, is).map((certificate) => certificateChange(certificate, 'removed', `is no longer there ${by(certificate)}`)),
    ...is.flatMap((certificate) => {
      const earlier = was.find(({ thumbprint }) => thumbprint === certificate.thumbprint)?.services;
      if (earlier === undefined || certificate.services === undefined) return [];
      const had = earlier.has('SMTP');
      if (had === certificate.services.has('SMTP')) return [];
      return [
        certificateChange(certificate, had ? 'removed' : 'added', `is ${had ? 'no longer' : 'now'} enabled for SMTP ${by(certificate)}`),
      ];
    }),
  ];
}

function certificateChange({ thumbprint, subject }: ExchangeCertificate, how: 'added' | 'removed', what: string): Change {
  return {
    what: 'certificate-store',
    before: how === 'added' ? null : thumbprint,
    after: how === 'added' ? thumbprint : null,
    sentence: `Certificate ${shortThumbprint(thumbprint)}${subject === undefined ? '' : ` (${subject})`} ${what}.`,
  };
}

function buildChanges(before: Inventory, after: Inventory): readonly Change[] {
  const [was, is] = [before, after].map((inventory) => ownServer(inventory)?.version);
  if (was === undefined || is === undefined || was.build === is.build) return [];
  const named = ({ product, build }: typeof was) => (product === undefined ? build : `${product} ${build}`);
  return [
    {
      what: 'exchange-build',
      before: was.build,
      after: is.build,
      sentence: `This server was ${named(was)}, and is ${named(is)}: it was updated.`,
    },
  ];
}
