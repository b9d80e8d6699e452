import { isIP } from 'node:net';
import { parseEndpoint } from '../../diagnosis/facts/endpoint.js';
import { powershellString } from '../../diagnosis/powershell.js';
import type { RemedyStep } from '../../diagnosis/rule.js';
import { RETRY_QUEUES } from '../../diagnosis/rules/tls/own-certificate.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { SendConnector } from '../../inventory/send-connector.js';
import { isMicrosoftMailDomain, isMicrosoftMailHost } from '../../microsoft365/microsoft-mail-host.js';
import { microsoftMailRange, RANGES_KNOWN_SINCE } from '../../microsoft365/microsoft-mail-range.js';
import { judgeShownCertificate } from '../certificate/shown-certificate.js';
import { sendConnectorOf } from '../connector/connector-of.js';
import { lastFailureOf, type Failure } from '../failure.js';
import { NOTHING_TO_SAY, type Judge, type Judged, type Judgement } from '../judgement.js';
import { listed } from '../phrases.js';
import { remedyStep } from '../remedy-step.js';
import { citation, collectedAfter, type ToldBy } from '../told-by.js';
import { leadsToMicrosoft } from './microsoft-connector.js';

/**
 * Whose name does not fit: on the way out what the send connector asks for and where it leads, held against what a connector to Exchange Online
 * must have; on the way in the certificate that we showed.
 */
export const judgeWrongPrincipal: Judge = (failure, inventory) => {
  if (failure.direction === 'receive') return { causes: judgeShownCertificate(failure, inventory) };
  // Where the other side refuses our certificate, the connector's demands on theirs do not matter.
  return failure.causes.some(({ id }) => id === 'tls-domain-wrong') ? judgeSending(failure, inventory) : NOTHING_TO_SAY;
};

function judgeSending(failure: Failure, inventory: Inventory): Judged {
  const found = sendConnectorOf(failure, inventory);
  if (found.found !== true) return NOTHING_TO_SAY;
  const { item: connector, toldBy } = found;
  const toMicrosoft = leadsToMicrosoft(failure.connector, connector);
  const tlsDomain = judgeTlsDomain(failure, connector, toMicrosoft, toldBy);
  const host = toMicrosoft === undefined ? undefined : judgeHost(failure, connector, toMicrosoft, toldBy);
  const judgements: readonly (readonly [string, Judgement | undefined])[] = [
    ['tls-domain-wrong', tlsDomain],
    ['wrong-host', host],
  ];
  const causes = new Map(judgements.flatMap(([id, judgement]) => (judgement === undefined ? [] : [[id, judgement] as const])));
  // A TlsDomain that is right already need not be set; a smart host that is wrong must be.
  const leadsAstray = host?.likelihood === 'likely' && connector.smartHosts?.some(isMicrosoftMailHost) === false;
  return leadsAstray && tlsDomain?.likelihood !== 'likely' ? { causes, remedy: leadToMicrosoft(failure, connector) } : { causes };
}

/** Exchange looks at TlsDomain only for DomainValidation. */
function judgeTlsDomain(
  failure: Failure,
  { tlsAuthLevel, tlsDomain }: SendConnector,
  toMicrosoft: string | undefined,
  told: ToldBy,
): Judgement | undefined {
  const toldBy = [told];
  const isNewer = collectedAfter(told, lastFailureOf(failure)) === true;
  const settled = (why: string): Judgement =>
    isNewer
      ? { likelihood: 'unlikely', why: `${why}, unless it was changed after the failure.`, toldBy }
      : { likelihood: 'excluded', why: `${why}.`, toldBy };
  if (tlsAuthLevel !== undefined && tlsAuthLevel !== 'DomainValidation') {
    return settled(`TlsAuthLevel is ${tlsAuthLevel ?? 'empty'} ${citation(told)}, and TlsDomain counts only with DomainValidation`);
  }
  if (toMicrosoft === undefined || typeof tlsDomain !== 'string') return undefined;
  if (isMicrosoftMailDomain(tlsDomain))
    return settled(`TlsDomain is ${tlsDomain} ${citation(told)}, as Exchange Online’s certificates have it`);
  return {
    likelihood: 'likely',
    why: `TlsDomain is ${tlsDomain} ${citation(told)}, and “${failure.connector}” leads to Exchange Online (${toMicrosoft}), whose certificates carry mail.protection.outlook.com.`,
    toldBy,
  };
}

/** Where a connector to Exchange Online leads: by its smart hosts, and by the address that was met. */
function judgeHost(failure: Failure, { smartHosts }: SendConnector, toMicrosoft: string, told: ToldBy): Judgement | undefined {
  const toldBy = [told];
  const strangers = (smartHosts ?? []).filter((host) => !isMicrosoftMailHost(host));
  if (strangers.length > 0) {
    return {
      likelihood: 'likely',
      why: `“${failure.connector}” should lead to Exchange Online (${toMicrosoft}), and its smart host is ${listed(strangers)} ${citation(told)}, which is none of Exchange Online’s.`,
      toldBy,
    };
  }
  const address = parseEndpoint(failure.remote ?? '')?.address;
  if (address === undefined || isIP(address) === 0 || smartHosts === undefined || smartHosts.length === 0) return undefined;
  const range = microsoftMailRange(address);
  if (range === undefined && lastFailureOf(failure) < RANGES_KNOWN_SINCE) return undefined;
  return range === undefined
    ? {
        likelihood: 'likely',
        why: `Its smart host is ${listed(smartHosts)} ${citation(told)}, but the session met ${address}, which is in none of Microsoft’s published ranges for mail: DNS gives another address, or an appliance stands in between.`,
        toldBy,
      }
    : {
        likelihood: 'unlikely',
        why: `Its smart host is ${listed(smartHosts)} ${citation(told)}, and ${address} is in Microsoft’s range ${range.range}.`,
        toldBy,
      };
}

function leadToMicrosoft({ remedy, connector }: Failure, { smartHosts = [] }: SendConnector): readonly RemedyStep[] {
  const set = (hosts: string) => `Set-SendConnector ${powershellString(connector)} -SmartHosts ${hosts}`;
  return [
    ...remedy.slice(0, 1),
    remedyStep({
      do: 'Let the connector lead straight to Exchange Online: the host is the MX that the Microsoft 365 admin centre names for your domain.',
      command: set("'<your-domain-tld>.mail.protection.outlook.com'"),
      caution:
        'If a mail gateway stands there on purpose: between an Exchange hybrid and Exchange Online only an Edge Transport server may. The firewall must let this server out to Exchange Online on TCP port 25.',
      verify: 'The next session is greeted by a host of mail.protection.outlook.com and goes on to MAIL FROM after STARTTLS.',
      undo: set(smartHosts.map(powershellString).join(',')),
    }),
    remedyStep(RETRY_QUEUES),
  ];
}
