import { z } from 'zod';
import { PUBLIC } from './access.js';
import { PROBLEMS } from './problem.js';
import { declareRoute, type Parameters, type Route } from './route.js';

type Json = Readonly<Record<string, unknown>>;

type OpenApi = Json & { readonly openapi: string };

/** What is described: all of a route but what it does. */
export type DescribedRoute = Omit<Route<never>, 'respond'>;

/**
 * The OpenAPI 3.1 document of these routes, made of the very schemas that check what comes and type what goes.
 *
 * @source https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(routes: readonly DescribedRoute[]): OpenApi {
  const schemas = new Map<string, Json>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, schemas) };
  }
  schemas.set('Problem', PROBLEM);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mailflow',
      version: '1',
      summary: 'Finds out why hybrid Exchange mail does not flow.',
      description:
        'Every answer bears `x-request-id`. Reads bear an ETag and answer 304 to `If-None-Match`, but for exports, which may be of any length; changes of what has a version take `If-Match`. Errors are `application/problem+json`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'where this document came from' }],
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].sort().map((name) => ({ name, description: `About ${name}` })),
    paths,
    components: {
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of Mailflow, or an access token of Microsoft Entra ID' },
      },
    },
  };
}

function operation(route: DescribedRoute, schemas: Map<string, Json>): Json {
  const { operationId, summary, description, tag, who, path, params, query, body, status, produces, streams, answer } = route;
  const named = path.includes('{tenant}') ? { tenant: z.string().describe('the tenant’s id'), ...params } : params;
  const parameters = [...parametersIn('path', named), ...parametersIn('query', query)];
  return {
    operationId,
    summary,
    description: [description, WHO_MAY[who]].filter((text) => text !== undefined).join(' '),
    tags: [tag],
    ...(who === 'public' && { security: [] }),
    'x-mailflow-who': who,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } } },
    }),
    responses: {
      [status]: {
        description: SUCCESS[status] ?? 'Done.',
        content: { [produces]: { schema: schemaOf(answer, 'output', schemas) } },
      },
      ...(route.method === 'GET' && !streams && { 304: { description: 'What If-None-Match names is still so.' } }),
      ...Object.fromEntries(problemsOf(route).map((code) => [code, problemResponse(code)])),
    },
  };
}

const WHO_MAY: Readonly<Record<Route<never>['who'], string>> = {
  public: 'For everybody, without a token.',
  shipper: 'For a shipper’s token.',
  reader: 'For readers, operators and administrators.',
  operator: 'For operators and administrators.',
  admin: 'For administrators.',
};

const SUCCESS: Readonly<Record<number, string>> = { 200: 'As asked.', 201: 'It was made.', 202: 'It was begun, and goes on.' };

/** Which errors a caller may meet. */
function problemsOf({ who, path, params, body, query }: DescribedRoute): readonly number[] {
  const takes = body !== undefined || Object.keys(query).length > 0;
  return [
    ...(takes ? [400] : []),
    ...(who === 'public' ? [] : [401, 403]),
    ...(path.includes('{') || Object.keys(params).length > 0 || who === 'public' ? [404] : []),
    ...(body === undefined ? [] : [409, 411, 412, 413]),
    ...[429, 500, 503],
  ];
}

function problemResponse(status: number): Json {
  const titles = Object.values(PROBLEMS).filter((problem) => problem.status === status);
  return {
    description: titles.map(({ title }) => `${title}.`).join(' '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

/** @source https://www.rfc-editor.org/rfc/rfc9457 */
const PROBLEM: Json = {
  type: 'object',
  description: 'an error, as RFC 9457 has it',
  properties: {
    type: { type: 'string', enum: Object.keys(PROBLEMS).map((code) => `urn:mailflow:problem:${code}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'what happened, to which thing, and what to do' },
  },
  required: ['type', 'title', 'status', 'detail'],
};

function parametersIn(place: 'path' | 'query', schemas: Parameters): readonly Json[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const { description, ...plain } = plainSchema(schema);
    const required = place === 'path' || !schema.safeParse(undefined).success;
    return { name, in: place, required, ...(description !== undefined && { description }), schema: plain };
  });
}

/** A schema by itself, as text parameters have it: what a query's value is read as. */
function plainSchema(schema: z.ZodType): Json {
  const { $schema, ...plain } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Json;
  return plain;
}

/**
 * A named schema among the components. What has an id of its own within it becomes a component, too.
 *
 * Unknown fields are not forbidden: clients that are generated from this must bear what a later Mailflow adds.
 */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Map<string, Json>): Json {
  const {
    $schema,
    $defs = {},
    ...whole
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json & {
    readonly $defs?: Readonly<Record<string, Json>>;
  };
  const id = schema.meta()?.id;
  for (const [name, part] of Object.entries($defs)) schemas.set(name, relaxed(part));
  if (id === undefined) return relaxed(whole);
  // A schema that holds itself, or is given elsewhere, too, is among the parts already.
  if (whole['$ref'] === undefined) schemas.set(id, relaxed(whole));
  return { $ref: `#/components/schemas/${id}` };
}

function relaxed(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') return value.replace('#/$defs/', '#/components/schemas/');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { additionalProperties, id, ...rest } = value as Json;
    const keeps = additionalProperties !== undefined && additionalProperties !== false;
    return { ...rest, ...(keeps && { additionalProperties }), ...(typeof id === 'object' && { id }) };
  }) as Json;
}

/** Serves the document of these routes, itself among them. */
export function openApiRoute(routes: readonly DescribedRoute[]): Route<unknown> {
  let document: OpenApi | undefined;
  const route: Route<unknown> = declareRoute({
    method: 'GET',
    path: '/api/openapi.json',
    operationId: 'readOpenApi',
    tag: 'documentation',
    summary: 'This document',
    access: PUBLIC,
    answer: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApi' }),
    handle: () => Promise.resolve({ json: (document ??= openApiDocument([...routes, route])) }),
  });
  return route;
}
