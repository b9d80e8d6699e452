/**
 * The rooms of lib/, lowest first. A room may import the rooms of lower levels, and a room of its own level only where `beside` says so.
 * docs/architecture.md draws the same picture.
 */
export const levels = [
  ['log'],
  ['inventory', 'microsoft365', 'contract'],
  ['diagnosis'],
  ['correlation'],
  ['tenants', 'store'],
  ['api', 'ingest', 'shipper', 'telemetry', 'upkeep'],
  ['services'],
  ['host'],
  ['cli'],
];

/** Exceptions, each with its reason. */
const beside = {
  // Tokens and grants are kept in tables and minted for containers, which only the store knows.
  tenants: ['store'],
  // What a timer finds undone it does as the trigger would have: by ingesting.
  upkeep: ['ingest'],
};

/** The shipper runs on a customer's Exchange server: it must hold nothing of the cloud side. */
const forbidden = { shipper: ['tenants', 'store'] };

const rooms = levels.flat();
/** The lint rules that hold each room to this. */
export const importRules = levels.flatMap((level, height) =>
  level.map((room) => {
    const below = levels.slice(0, height).flat();
    const allowed = new Set([...below, room, ...(beside[room] ?? [])].filter((name) => !(forbidden[room] ?? []).includes(name)));
    const denied = rooms.filter((name) => !allowed.has(name));
    return {
      files: [`lib/${room}/**/*.ts`, `lib/${room}.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              ...denied.map((name) => ({
                group: [`**/${name}/*`, `**/${name}/**`, `**/${name}.js`].filter((pattern) => pattern !== `**/${room}.js`),
                message: `lib/${room} may not import lib/${name}: imports run downward only (docs/architecture.md, “Rooms”).`,
              })),
              // The command hosts the function app on one machine; nothing else imports an entry point.
              ...(room === 'cli' ? [] : [{ group: ['**/functions/*.js'], message: 'functions/ are entry points; only cli/ hosts them.' }]),
            ],
          },
        ],
      },
    };
  }),
);
