import { Option, type Command } from 'commander';
import { CODECS } from '../contract/codec.js';
import { TLS_DEMANDS } from '../inventory/tls-demand.js';
import { STREAMS } from '../log/log-file.js';
import { defaultOf, SETTINGS, type SettingName } from '../shipper/config/settings.js';
import type { ProbeCommandOptions } from './probe/probe-plans.js';
import { EXIT_CODES } from './ship/exit-code.js';
import type { EnrollOptions } from './enroll-command.js';
import type { ShipInventoryCommandOptions } from './ship-inventory-command.js';
import type { ShipCommandOptions } from './ship-command.js';
import { repeated } from './repeated.js';
import { stopSignal } from './stop-signal.js';
import type { Terminal } from './terminal.js';
import { wholeNumber } from './whole-number.js';

/**
 * The verbs that run on an Exchange server. They are the whole of the packaged executable, so what they load must hold nothing of the cloud side.
 */
export function addShipperVerbs(program: Command, terminal: Terminal): void {
  program
    .command('ship')
    .description('upload what is new in Exchange’s protocol logs')
    .argument('[folder...]', 'folders to search, with all below them; by default Exchange’s own')
    .option('--config <file>', 'settings, in YAML or JSON; they are listed below')
    .option('--api <url>', 'where Mailflow answers, such as https://mailflow.example')
    .addOption(tokenOption())
    .option('--state <file>', 'the file that remembers what was shipped; without --config mailflow-shipper.json')
    .addOption(new Option('--stream <stream>', 'which log it is, for folders that are not laid out as Exchange’s own').choices(STREAMS))
    .addOption(new Option('--codec <codec>', 'compression: brotli, or gzip that every tool can read').choices(CODECS))
    .option('--watch', 'go on until Ctrl+C instead of ending when all is shipped')
    .option('--status', 'say what is shipped, what waits and since when, and ship nothing; exit code 0 when all is well, else 1')
    .option('--json', 'print --status as JSON')
    .addHelpText('after', afterShipHelp)
    .action(async (folders: string[], options: ShipCommandOptions) => {
      const { shipCommand } = await import('./ship-command.js');
      process.exitCode = await shipCommand(folders, options, terminal, stopSignal());
    });

  program
    .command('ship-inventory')
    .description('upload exports of the server’s certificates, connectors, queues …, with which Mailflow settles causes')
    .argument('<path...>', 'JSON files, or folders of them')
    .requiredOption('--api <url>', 'where Mailflow answers, such as https://mailflow.example')
    .addOption(tokenOption().makeOptionMandatory())
    .addOption(new Option('--codec <codec>', 'compression: brotli, or gzip that every tool can read').choices(CODECS).default('br'))
    .addOption(pseudonymKey())
    .action(async (paths: string[], options: ShipInventoryCommandOptions) => {
      const { shipInventoryCommand } = await import('./ship-inventory-command.js');
      process.exitCode = await shipInventoryCommand(paths, options, terminal, stopSignal());
    });

  program
    .command('enroll')
    .description('exchange a one-time code for this server’s own token, and store it for the shipper')
    .requiredOption('--code <code>', 'the code, as mailflow tenant enroll or the API gave it within the last 15 minutes')
    .option('--url <url>', 'where Mailflow answers, such as https://mailflow.example; by default as the config says')
    .option('--config <file>', 'the shipper’s settings: they tell where Mailflow answers, through which proxy, and where the token is kept')
    .option('--server <name>', 'the Exchange server that this is; by default this machine’s name')
    .option('--token-file <file>', 'where to keep the token; by default as the config says, else “token”')
    .action(async (options: EnrollOptions) => {
      const { enrollCommand } = await import('./enroll-command.js');
      process.exitCode = await enrollCommand(options, terminal, stopSignal());
    });

  program
    .command('pseudonym')
    .description('say which pseudonyms stand for these persons in what this server ships; works on this server alone')
    .argument('<name...>', 'addresses such as anna@contoso.com, or accounts such as CONTOSO\\\\anna')
    .addOption(pseudonymKey().makeOptionMandatory())
    .action(async (names: string[], options: { pseudonymKey: string }) => {
      const { pseudonymCommand } = await import('./pseudonym-command.js');
      await pseudonymCommand(names, options, terminal);
    });

  program
    .command('probe')
    .description('call a mail server as this Exchange server would, up to the message, and say what is wrong; no cloud needed')
    .argument('[host]', 'a host, a domain (its MX record is followed) or an address, with :port where it is not 25')
    .option('--connector <name>', 'the send connector in whose place to stand; without a host its smart hosts are called')
    .option(
      '--inventory <path>',
      'an export of the server’s settings (a JSON file, or a folder of them): the connector’s, and what settles causes; may be repeated',
      repeated,
    )
    .addOption(
      new Option('--tls <demand>', 'how much TLS is asked for; by default as the connector does, else DomainValidation').choices(
        TLS_DEMANDS,
      ),
    )
    .option('--tls-name <name>', 'the name that the certificate must carry; by default the connector’s TlsDomain, else the host’s name')
    .option('--ehlo <name>', 'who we say we are; by default the connector’s Fqdn, else this machine’s name')
    .option('--from <address>', 'go on to MAIL and RCPT with this sender')
    .option('--to <address>', 'go on to MAIL and RCPT with this recipient; never to the message')
    .option('--cert <file>', 'a client certificate, PEM, with --key')
    .option('--key <file>', 'its key, PEM')
    .option('--pfx <file>', 'both in one PKCS #12 file; its passphrase in MAILFLOW_PFX_PASSPHRASE')
    .option('--ca <file>', 'certificates (PEM) to trust beside the public roots; may be repeated', repeated)
    .option('--name-server <address>', 'a name server to ask instead of this machine’s; may be repeated', repeated)
    .option('--timeout <seconds>', 'for each reply', wholeNumber(1, 300, 'Seconds are from 1 to 300.'))
    .option('--server <name>', 'the Exchange server that this is, for the inventory')
    .option('--json', 'print the probe and its findings as JSON')
    .option('--verbose', 'print the sessions whole')
    .addHelpText('after', '\nExit code: 0 healthy, 1 findings, 2 nothing could be probed.')
    .action(async (host: string | undefined, options: ProbeCommandOptions) => {
      const { probeCommand } = await import('./probe/probe-command.js');
      process.exitCode = await probeCommand(host, options, terminal);
    });
}

function pseudonymKey(): Option {
  return new Option(
    '--pseudonym-key <file>',
    'the key of the pseudonyms that take the place of persons before anything leaves this machine',
  );
}

function tokenOption(): Option {
  return new Option(
    '--token <token>',
    'the shipper’s token of this server; better given by the environment, where no process list shows it',
  ).env('MAILFLOW_TOKEN');
}

function afterShipHelp(): string {
  const codes = EXIT_CODES.map(({ code, means }) => `  ${code}  ${means}`);
  const settings = Object.entries(SETTINGS).map(
    ([name, { means }]) => `  ${name}: ${means}\n      default: ${defaultOf(name as SettingName)}`,
  );
  return ['', 'Exit codes:', ...codes, '', 'Settings of the config file, one a line, “name: value”:', ...settings].join('\n');
}
