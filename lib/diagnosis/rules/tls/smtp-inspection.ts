import type { Cause, RemedyDraft } from '../../rule.js';
import { addressArgument, namedConnector } from '../../words.js';
import type { Scene } from '../../facts/scene.js';

/** A firewall, mail gateway or virus scanner that reads or changes SMTP on its way. */
export function inspectedOnTheWay(likelihood: Cause['likelihood'], why: string): Cause {
  return { id: 'smtp-inspection', likelihood, why };
}

/** What ends it. Between Exchange and Exchange Online nothing may stand that changes SMTP, an Edge Transport server excepted. */
export function letSmtpPassUntouched(scene: Scene): RemedyDraft {
  return {
    do: 'On the firewall and whatever else stands in between, let SMTP between this server and the other side pass without inspection: “inspect esmtp”, “fixup protocol smtp”, SMTP ALG, TLS decryption and mail scanning off for this path; a load balancer passes it on as plain TCP.',
    caution: 'Only for this path. The port stays open to the same hosts as before.',
    verify: `The next session${scene.connector === undefined ? '' : ` on ${namedConnector(scene)}`} has a readable greeting, offers STARTTLS, and logs “negotiation succeeded”.`,
    undo: 'Switch the inspection on again.',
  };
}

/** Whether the path carries large packets: a client certificate fills some of them. */
export function tryLargePackets(scene: Scene): RemedyDraft {
  return {
    do: 'See whether full-size packets pass. Many hosts answer no ping at all: then this tells nothing.',
    command: `ping -f -l 1472 ${addressArgument(scene)}`,
    verify: 'There are answers. “Packet needs to be fragmented” shows a smaller MTU on the way.',
  };
}
