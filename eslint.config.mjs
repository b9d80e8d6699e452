import tseslint from 'typescript-eslint';
import { importRules } from './eslint.rooms.mjs';

export default tseslint.config(
  // The scanner's sources are AssemblyScript: its compiler checks them.
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'release/**', 'lib/log/assembly/**'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // Leaving a property out of a copy is what rest siblings are for.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  ...importRules,
  {
    // What the API answers is said once, by its schemas. Types alone: a bundler takes none of them into the browser.
    files: ['lib/dashboard/asking/answers.ts'],
    rules: {
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**'], allowTypeImports: true, message: 'Import types alone.' }] },
      ],
    },
  },
  {
    // jest's matchers are typed loosely by design; a test reads better without ceremony around them.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A test over a folder's files can name them only when it runs.
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
);
