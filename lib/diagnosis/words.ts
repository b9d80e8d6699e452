import type { Scene } from './facts/scene.js';
import { powershellString } from './powershell.js';

/** The connector in a sentence: `“Outbound to Office 365”`, or that it is not known, as in an error text. */
export function namedConnector({ connector, direction }: Scene): string {
  return connector === undefined ? `the ${direction === 'receive' ? 'receive' : 'send'} connector` : `“${connector}”`;
}

/** The other side in a sentence. */
export function namedPeer({ remote }: Scene): string {
  return remote?.text ?? 'the other side';
}

/** The connector as an argument of a command. What is not known is for the reader to fill in. */
export function connectorArgument({ connector }: Scene): string {
  return connector === undefined ? "'<connector>'" : powershellString(connector);
}

/** The server that a receive connector's name begins with, as an argument of a command. */
export function serverArgument({ connector, direction }: Scene): string {
  const server = direction === 'receive' && connector?.includes('\\') === true ? connector.split('\\')[0] : undefined;
  return server === undefined || server === '' ? "'<server>'" : powershellString(server);
}

/** The other side's address as an argument of a command. */
export function addressArgument({ remote }: Scene): string {
  return remote === undefined ? "'<address>'" : powershellString(remote.address);
}

/** Where the message is to be fixed in time: `2024-05-14`, or nothing. */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
