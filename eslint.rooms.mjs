/**
 * The rooms of lib/, lowest first. A room may import the rooms of lower levels, and a room of its own level only where `beside` says so.
 * docs/architecture.md draws the same picture.
 */
export const levels = [
  ['log'],
  ['inventory', 'microsoft365', 'contract', 'privacy'],
  ['diagnosis'],
  ['correlation', 'watch'],
  ['tenants', 'store'],
  ['ingest', 'notify', 'probe', 'shipper', 'telemetry'],
  ['api', 'upkeep'],
  ['services'],
  ['host'],
  ['cli', 'dashboard'],
];

/** Exceptions, each with its reason. */
const beside = {
  // An upload names the kind of an inventory export; a second list of the kinds would drift from the first.
  contract: ['inventory'],
  // A watch rehearses the day on which a certificate goes, and correlation has the outlook.
  watch: ['correlation'],
  // Tokens and grants are kept in tables and minted for containers, which only the store knows.
  tenants: ['store'],
  // The shipper runs the probes that the API asks for.
  shipper: ['probe'],
};

/** The shipper runs on a customer's Exchange server, and so does the probe: they must hold nothing of the cloud side. The dashboard runs in a browser. */
const forbidden = {
  shipper: ['tenants', 'store'],
  probe: ['tenants', 'store'],
  dashboard: ['tenants', 'store', 'ingest', 'notify', 'shipper', 'probe', 'telemetry', 'api', 'upkeep', 'services', 'host'],
};

const rooms = levels.flat();
/** The lint rules that hold each room to this. */
export const importRules = levels.flatMap((level, height) =>
  level.map((room) => {
    const below = levels.slice(0, height).flat();
    const allowed = new Set([...below, room, ...(beside[room] ?? [])].filter((name) => !(forbidden[room] ?? []).includes(name)));
    const denied = rooms.filter((name) => !allowed.has(name));
    return {
      files: [`lib/${room}/**/*.{ts,tsx}`, `lib/${room}.ts`],
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
