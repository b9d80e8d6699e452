import tseslint from 'typescript-eslint';

/**
 * The rooms of lib/, lowest first. A room may import the rooms of lower levels, and a room of its own level only where `beside` says so.
 * docs/architecture.md draws the same picture.
 */
const levels = [
  ['log'],
  ['diagnosis', 'inventory', 'contract'],
  ['tenants', 'store', 'telemetry'],
  ['api', 'ingest', 'shipper'],
  ['services'],
  ['host'],
  ['cli'],
];

/** Exceptions, each with its reason. */
const beside = {
  // Tokens and grants are kept in tables and minted for containers, which only the store knows.
  tenants: ['store'],
};

/** The shipper runs on a customer's Exchange server: it must hold nothing of the cloud side. */
const forbidden = { shipper: ['tenants', 'store', 'telemetry'] };

const rooms = levels.flat();
const importRules = levels.flatMap((level, height) =>
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
              { group: ['**/functions/*.js'], message: 'functions/ are entry points; nothing imports them.' },
            ],
          },
        ],
      },
    };
  }),
);

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  ...importRules,
  {
    // jest's matchers are typed loosely by design; a test reads better without ceremony around them.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
