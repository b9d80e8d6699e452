import { Option, type Command } from 'commander';
import { CODECS, type Codec } from '../contract/codec.js';
import { STREAMS, type Stream } from '../log/log-file.js';
import { stopSignal } from './stop-signal.js';
import type { Terminal } from './terminal.js';

/**
 * The verbs that run on an Exchange server. They are the whole of the packaged executable, so what they load must hold nothing of the cloud side.
 */
export function addShipperVerbs(program: Command, terminal: Terminal): void {
  program
    .command('ship')
    .description('upload what is new in folders of protocol logs')
    .argument('<folder...>', 'folders to search, with all below them')
    .requiredOption('--api <url>', 'where Mailflow answers, such as https://mailflow.example')
    .addOption(shipperToken())
    .option('--state <file>', 'the file that remembers what was shipped', 'mailflow-shipper.json')
    .addOption(new Option('--stream <stream>', 'which log it is, for folders that are not laid out as Exchange’s own').choices(STREAMS))
    .addOption(new Option('--codec <codec>', 'compression: brotli, or gzip that every tool can read').choices(CODECS).default('br'))
    .option('--watch', 'go on until Ctrl+C instead of ending when all is shipped')
    .action(
      async (folders: string[], options: { api: string; token: string; state: string; codec: Codec; stream?: Stream; watch?: boolean }) => {
        const { shipCommand } = await import('./ship-command.js');
        process.exitCode = await shipCommand(folders, options, terminal, stopSignal());
      },
    );

  program
    .command('ship-inventory')
    .description('upload exports of the server’s certificates, connectors, queues …, with which Mailflow settles causes')
    .argument('<path...>', 'JSON files, or folders of them')
    .requiredOption('--api <url>', 'where Mailflow answers, such as https://mailflow.example')
    .addOption(shipperToken())
    .addOption(new Option('--codec <codec>', 'compression: brotli, or gzip that every tool can read').choices(CODECS).default('br'))
    .action(async (paths: string[], options: { api: string; token: string; codec: Codec }) => {
      const { shipInventoryCommand } = await import('./ship-inventory-command.js');
      process.exitCode = await shipInventoryCommand(paths, options, terminal, stopSignal());
    });
}

function shipperToken(): Option {
  return new Option(
    '--token <token>',
    'the shipper’s token of this server; better given by the environment, where no process list shows it',
  )
    .env('MAILFLOW_TOKEN')
    .makeOptionMandatory();
}
