import { expectServerHolds, type World } from './world.js';

/** What a sentence does; its words are the groups of its form. */
type Verb = (world: World, first: string, second: string) => unknown;

/** The sentences of a program for the shipper. */
const SENTENCES: readonly { readonly form: RegExp; readonly verb: Verb }[] = [
  {
    form: /^exchange writes (\S+) (\d+) lines?$/,
    verb: ({ exchange }, log, lines) => {
      exchange.writes(log, Number(lines));
    },
  },
  {
    form: /^exchange writes (\S+) half a line$/,
    verb: ({ exchange }, log) => {
      exchange.writesHalfALine(log);
    },
  },
  {
    form: /^exchange writes (\S+) the other half$/,
    verb: ({ exchange }, log) => {
      exchange.endsHalfLine(log);
    },
  },
  { form: /^exchange begins (\S+) again$/, verb: ({ exchange }, log) => exchange.begin(log) },
  {
    form: /^exchange deletes (\S+)$/,
    verb: ({ exchange }, log) => {
      exchange.deletes(log);
    },
  },
  { form: /^shipper ships$/, verb: ({ shipper }) => shipper.drain() },
  { form: /^shipper polls$/, verb: ({ shipper }) => shipper.poll() },
  {
    form: /^shipper starts$/,
    verb: (world) => {
      world.restartShipper();
    },
  },
  {
    form: /^shipper starts with gzip$/,
    verb: (world) => {
      world.restartShipper({ codec: 'gz' });
    },
  },
  { form: /^(\d+) seconds? pass(?:es)?$/, verb: (world, seconds) => (world.now += Number(seconds) * 1000) },
  {
    form: /^power fails after upload (\d+), before the state is saved$/,
    verb: (world, upload) => world.powerFails('after', 'store', Number(upload) - 1),
  },
  {
    form: /^server holds nothing$/,
    verb: (world) => {
      expect(world.mailflow.blobs.size).toBe(0);
    },
  },
  {
    form: /^server holds (\d+) chunks?$/,
    verb: (world, chunks) => {
      expect(world.mailflow.blobs.size).toBe(Number(chunks));
    },
  },
  {
    form: /^server holds (\S+)$/,
    verb: (world, log) => {
      expectServerHolds(world, log);
    },
  },
];

/** Plays a program, one sentence a line; what follows a `#` is for the reader. */
export async function play(world: World, program: string): Promise<void> {
  for (const line of program.split('\n')) {
    const said = line.replace(/#.*/, '').replace(/\s+/g, ' ').trim();
    if (said === '') continue;
    const sentence = SENTENCES.find(({ form }) => form.test(said));
    if (sentence === undefined) throw new Error(`nobody knows what this means: ${said}`);
    const [, first = '', second = ''] = sentence.form.exec(said) ?? [];
    await sentence.verb(world, first, second);
  }
}
