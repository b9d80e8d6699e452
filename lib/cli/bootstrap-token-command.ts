import { ADMIN_TOKEN_SETTING, makeAdminToken } from '../tenants/admin-token.js';
import type { Terminal } from './terminal.js';

/** `mailflow token bootstrap`: makes the first administrator's token of an installation, and the setting that makes it valid. Asks nobody. */
export function bootstrapTokenCommand({ json = false }: { readonly json?: boolean }, terminal: Terminal): void {
  const { text, setting } = makeAdminToken();
  if (json) {
    terminal.say(JSON.stringify({ token: text, setting: { name: ADMIN_TOKEN_SETTING, value: setting } }, null, 2));
    return;
  }
  terminal.say(`token    ${text}`);
  terminal.say(`setting  ${ADMIN_TOKEN_SETTING}=${setting}`);
  terminal.say('Keep the token; give the setting to the function app. Take the setting away when you have made tokens of your own.');
}
