import type { HybridConfiguration } from '../../inventory/hybrid-configuration.js';
import { NOTHING_TO_SAY, type Judge, type Judged, type Judgement } from '../judgement.js';
import { listed } from '../phrases.js';
import { isSameServer } from '../same-server.js';
import { citation, toldByExport, type ToldBy } from '../told-by.js';

/** Whether the mail of Exchange Online that is taken as anonymous is that of a hybrid at all: without one it must be. */
export const judgeAuthMissing: Judge = ({ causes }, inventory) => {
  const exported = inventory.exports['hybrid-configuration'];
  if (exported === undefined || exported.unreadable.length > 0) return NOTHING_TO_SAY;
  const told = toldByExport(exported, 'HybridConfiguration');
  const [hybrid] = exported.items;
  if (hybrid === undefined) {
    return noHybrid(
      causes.map(({ id }) => id),
      told,
    );
  }
  const judgement = inventory.server === undefined ? undefined : takesPart(hybrid, inventory.server, told);
  return judgement === undefined ? NOTHING_TO_SAY : { causes: new Map([[NOT_HYBRID, judgement]]) };
};

const NOT_HYBRID = 'not-a-hybrid-path';

/** Mail of other organisations with Exchange Online, then; nothing has to be mended. */
function noHybrid(causes: readonly string[], told: ToldBy): Judged {
  const said = `The organisation has no hybrid configuration ${citation(told)}`;
  const others = causes.filter((id) => id !== NOT_HYBRID);
  return {
    causes: new Map<string, Judgement>([
      [
        NOT_HYBRID,
        { likelihood: 'certain', why: `${said}: this is mail from other organisations, and rightly taken as such.`, toldBy: [told] },
      ],
      ...others.map((id): [string, Judgement] => [id, { likelihood: 'excluded', why: `${said}, so no trust is missing.`, toldBy: [told] }]),
    ]),
    severity: 'info',
  };
}

function takesPart(
  { receivingTransportServers, edgeTransportServers }: HybridConfiguration,
  server: string,
  told: ToldBy,
): Judgement | undefined {
  const receivers = [...(receivingTransportServers ?? []), ...(edgeTransportServers ?? [])];
  // Names may be given as the directory has them: `contoso.local/…/Servers/EX01`.
  const names = receivers.map((receiver) => receiver.split('/').at(-1) ?? receiver);
  if (names.length === 0) return undefined;
  return names.some((name) => isSameServer(name, server))
    ? { likelihood: 'unlikely', why: `${server} is among the servers that receive for the hybrid ${citation(told)}.`, toldBy: [told] }
    : {
        likelihood: 'likely',
        why: `The hybrid’s mail is to be received by ${listed(names)}, and ${server} is not among them ${citation(told)}: this is mail from other organisations, unless the connector in Exchange Online names this server all the same.`,
        toldBy: [told],
      };
}
