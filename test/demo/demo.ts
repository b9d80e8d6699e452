import { demonstrate } from './demonstration.js';

/** `npm run demo`: Mailflow with the logs of a generated fleet, for people who want to look at it. `-- --tenants 50 --port 8080` */
const args = process.argv.slice(2);
const valueOf = (option: string, otherwise: number): number => {
  const at = args.indexOf(option);
  return at < 0 ? otherwise : Number(args[at + 1]);
};

void demonstrate({ tenants: valueOf('--tenants', 200), port: valueOf('--port', 7071), still: args.includes('--still') }, () => undefined);
