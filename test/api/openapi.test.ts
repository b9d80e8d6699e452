import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApiDocument } from '../../lib/api/openapi.js';
import { ROUTES } from '../../lib/api/routes.js';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

const document = openApiDocument(ROUTES);

describe('the OpenAPI document', () => {
  it('satisfies the linter', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      // It answers wherever Mailflow is installed, so its server is relative.
      rules: { 'no-server-example.com': 'off', 'info-license-url': 'off', 'operation-4xx-response': 'off' },
    });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  }, 60_000);

  it('describes every route, and no other', () => {
    const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(ROUTES.map(({ operationId, method, path }) => `${operationId} ${method} ${path}`).sort());
  });

  it('takes its parameters and bodies from the schemas that check them', () => {
    const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    for (const { path, method, query, body, status } of ROUTES) {
      const operation = paths[path]?.[method.toLowerCase()];
      const named = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      expect(named).toEqual(Object.keys(query));
      expect(operation?.requestBody !== undefined).toBe(body !== undefined);
      expect(Object.keys(operation?.responses ?? {})).toContain(String(status));
    }
  });
});
