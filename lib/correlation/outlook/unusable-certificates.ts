import type { RemedyStep, Severity } from '../../diagnosis/rule.js';
import { enableForSmtp } from '../../diagnosis/rules/tls/own-certificate.js';
import type { CertificateCandidate } from '../../inventory/certificate-for.js';
import type { Inventory } from '../../inventory/inventory.js';
import { toldOfCertificate } from '../certificate/all-certificates.js';
import { faultsOf } from '../certificate/certificate-faults.js';
import { showConnector } from '../connector/show-connector.js';
import { listed, shortThumbprint } from '../phrases.js';
import { remedyStep } from '../remedy-step.js';
import { toldByExport, type ToldBy } from '../told-by.js';
import { needOf } from './certificate-need.js';
import { wantedInWords, type ConnectorPlan } from './connector-outlook.js';
import type { Warning } from './warning.js';

/** Connectors whose certificate is missing or can't be used today. What the exports leave open is no fault. */
export function unusableCertificates(inventory: Inventory, plans: readonly ConnectorPlan[]): readonly Warning[] {
  return plans.flatMap((plan) => {
    const severity = needOf(plan);
    if (severity === undefined) return [];
    const warning = plan.choice.chosen.length === 0 ? nothingFound(plan, severity, inventory) : faulty(plan, severity, inventory);
    return warning === undefined ? [] : [warning];
  });
}

function nothingFound(plan: ConnectorPlan, severity: Severity, inventory: Inventory): Warning | undefined {
  const { choice, name } = plan;
  const undecided = choice.leftOut.some(({ match }) => match === 'unknown' || match === 'spelled-otherwise');
  if (undecided && choice.wanted.by !== 'unreadable-name') return undefined;
  return {
    id: choice.wanted.by === 'unreadable-name' ? 'certificate-name-unreadable' : 'no-certificate',
    severity,
    item: name,
    sentence: `“${name}” looks for ${wantedInWords(choice.wanted)}, and no certificate on this server answers to it: ${
      plan.connector.direction === 'send' ? 'it cannot send' : 'it cannot offer STARTTLS'
    }.`,
    due: null,
    withinDays: null,
    step: remedyStep({
      do: 'Compare the connector with the certificates of this server (Get-ExchangeCertificate | Format-List Thumbprint,Issuer,Subject,Services).',
      command: showConnector({ direction: plan.connector.direction, connector: name }),
    }),
    toldBy: toldOfConnector(plan, inventory),
  };
}

function faulty(plan: ConnectorPlan, severity: Severity, inventory: Inventory): Warning | undefined {
  const { chosen } = plan.choice;
  const bad = chosen.filter((candidate) => faultsOf(candidate).length > 0);
  const [worst] = bad;
  if (worst === undefined) return undefined;
  const { thumbprint } = worst.certificate;
  const certainly = bad.length === chosen.length;
  const faults = listed(faultsOf(worst));
  return {
    id: certainly ? 'certificate-not-usable' : 'certificate-may-not-be-usable',
    severity: certainly ? severity : 'degraded',
    item: plan.name,
    sentence: certainly
      ? `“${plan.name}” selects certificate ${shortThumbprint(thumbprint)}, which ${faults}.`
      : `“${plan.name}” may select certificate ${shortThumbprint(thumbprint)}, which ${faults}; Microsoft leaves open whether it goes before ${listed(chosen.filter((candidate) => !bad.includes(candidate)).map(({ certificate }) => shortThumbprint(certificate.thumbprint)))}.`,
    due: null,
    withinDays: null,
    step: stepFor(worst),
    toldBy: [...toldOfConnector(plan, inventory), ...toldOfCertificate(inventory, thumbprint)],
  };
}

function stepFor({ certificate: { thumbprint }, objections }: CertificateCandidate): RemedyStep {
  if (objections.includes('no-private-key')) {
    return remedyStep({
      do: 'If the key was made on this server, bind it to the certificate; otherwise import the certificate with its key, and remove this copy.',
      command: `certutil -repairstore my ${thumbprint}`,
      caution: 'Run it on the Exchange server in an elevated prompt.',
      verify: 'HasPrivateKey is True in Cert:\\LocalMachine\\My.',
    });
  }
  if (objections.includes('not-enabled-for-smtp')) {
    return remedyStep({
      do: 'Enable the certificate for SMTP. If mail flows with it all the same, the list is wrong: Services may still not show SMTP.',
      ...enableForSmtp(thumbprint),
    });
  }
  return remedyStep({
    do: 'Renew the certificate and enable the new one for SMTP.',
    command: `Get-ExchangeCertificate -Thumbprint ${thumbprint} | Format-List Thumbprint,Subject,Issuer,Services,Status,NotBefore,NotAfter`,
  });
}

function toldOfConnector({ connector, name }: ConnectorPlan, { exports }: Inventory): readonly ToldBy[] {
  const exported = connector.direction === 'send' ? exports['send-connectors'] : exports['receive-connectors'];
  return exported === undefined ? [] : [toldByExport(exported, name)];
}
