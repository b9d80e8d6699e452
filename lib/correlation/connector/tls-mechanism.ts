import { powershellString } from '../../diagnosis/powershell.js';
import type { RemedyStep } from '../../diagnosis/rule.js';
import { restartTransport } from '../../diagnosis/rules/tls/connector-settings.js';
import type { AuthMechanism } from '../../inventory/receive-connector.js';
import { lastFailureOf, type Failure } from '../failure.js';
import type { Judged, Judgement } from '../judgement.js';
import { listed } from '../phrases.js';
import { remedyStep } from '../remedy-step.js';
import { citation, collectedAfter, type ToldBy } from '../told-by.js';

/** A receive connector whose AuthMechanism lacks Tls: that alone keeps STARTTLS from being offered. */
export function tlsIsSwitchedOff(failure: Failure, mechanisms: ReadonlySet<AuthMechanism>, told: ToldBy): Judged {
  const said = `AuthMechanism of “${failure.connector}” is ${listed([...mechanisms]) || 'None'}, without Tls ${citation(told)}`;
  const toldBy = [told];
  const moot: Judgement = { likelihood: 'unlikely', why: `${said}: no certificate is looked for. Look again once Tls is there.`, toldBy };
  return {
    causes: new Map<string, Judgement>([
      [
        'tls-switched-off',
        { likelihood: 'certain', why: `${said}: Exchange offers no STARTTLS there, whatever its certificates.`, toldBy },
      ],
      ['certificate-name-outdated', moot],
      ['no-smtp-certificate', moot],
    ]),
    remedy: switchOn(failure, mechanisms),
  };
}

/** One whose AuthMechanism names Tls. */
export function tlsIsSwitchedOn(failure: Failure, told: ToldBy): Judgement {
  const said = `AuthMechanism of “${failure.connector}” names Tls ${citation(told)}`;
  return collectedAfter(told, lastFailureOf(failure)) === true
    ? { likelihood: 'unlikely', why: `${said}, unless it was added after the failure.`, toldBy: [told] }
    : { likelihood: 'excluded', why: `${said}.`, toldBy: [told] };
}

/** The rule's first step looks at the connector; what its others do about certificates would not help. */
function switchOn({ remedy, connector }: Failure, mechanisms: ReadonlySet<AuthMechanism>): readonly RemedyStep[] {
  const set = (names: readonly string[]) =>
    `Set-ReceiveConnector ${powershellString(connector)} -AuthMechanism ${names.length === 0 ? 'None' : names.join(',')}`;
  return [
    ...remedy.slice(0, 1),
    remedyStep({
      do: 'Let the connector offer TLS, beside what it takes already.',
      command: set(['Tls', ...mechanisms]),
      caution:
        'Only if Exchange Online is meant to come in on this connector; otherwise find out why another one does not take its sessions.',
      verify: 'Our answer to EHLO in the next session of Exchange Online lists STARTTLS.',
      undo: set([...mechanisms]),
    }),
    remedyStep(restartTransport(true)),
  ];
}
