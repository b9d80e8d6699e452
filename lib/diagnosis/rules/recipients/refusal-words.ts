import type { Scene } from '../../facts/scene.js';
import { powershellString } from '../../powershell.js';
import type { Refusal } from '../../reply-rule.js';

/** Who refuses, in a sentence: in a receive log this server does; an error text often leaves open who it was. */
export function refuser(scene: Scene): string {
  if (scene.direction === 'receive') return 'this server';
  return scene.remote?.text ?? 'the server that answered';
}

/** What becomes of the message, as the end of a sentence: 5yz goes back to the sender, 4yz is tried again. */
export function fateOf({ code }: Pick<Refusal, 'code'>, { direction }: Scene): string {
  if (code >= 500) return 'the sender gets a non-delivery report';
  return direction === 'receive' ? 'the sending server will try again' : 'the message stays in the queue and is tried again';
}

/** The domain of the refused recipient, in lower case; `undefined` where the refusal named none. */
export function recipientDomain({ recipient }: Pick<Refusal, 'recipient'>): string | undefined {
  return recipient === undefined ? undefined : domainOf(recipient);
}

/** What stands behind an address's last `@`, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** The refused recipient as an argument of a command. */
export function recipientArgument({ recipient }: Pick<Refusal, 'recipient'>): string {
  return recipient === undefined ? "'<recipient>'" : powershellString(recipient);
}

/** The refused recipient's domain as an argument of a command. */
export function recipientDomainArgument(refusal: Pick<Refusal, 'recipient'>): string {
  const domain = recipientDomain(refusal);
  return domain === undefined ? "'<domain>'" : powershellString(domain);
}
