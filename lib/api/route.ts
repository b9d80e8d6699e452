import { z } from 'zod';
import type { Actor } from '../tenants/caller.js';
import type { Access, NamedTenant, Who } from './access.js';
import type { ApiRequest } from './api-request.js';
import type { Asking } from './authenticate.js';
import { versionAskedFor } from './etag.js';
import { Problem } from './problem.js';
import { readBody } from './read-body.js';
import { readQuery } from './read-query.js';

/** The schemas of named values: the parameters of a path, or of a query. */
export type Parameters = Readonly<Record<string, z.ZodType>>;

/** A value without anything to write to, as handlers give it. */
type Plain<Value> = unknown extends Value
  ? Value
  : Value extends string | number | boolean | null | undefined
    ? Value
    : { readonly [Key in keyof Value]: Plain<Value[Key]> };

export type TextType = 'text/plain' | 'text/csv' | 'application/x-ndjson';

/** What a resource answers with. */
export interface Answer<Json = unknown> {
  /** A JSON value; of a route that produces something else, its text. */
  readonly json: Json;
  /** The version of what can be changed, which a change may ask for: of a row, its ETag. */
  readonly etag?: string;
  /** Of a change: what the audit log says beside who, when and which action. */
  readonly audited?: Audited;
}

/** What a resource answers with that may be of any length. */
export interface StreamedAnswer {
  /** Text, part by part: one at least. The next one is made when those before have been taken. */
  readonly parts: AsyncIterable<string>;
}

export interface Audited {
  /** The tenant that it concerns, where the path does not name it. */
  readonly tenant?: string | null;
  /** The thing that was changed; left out, it is what the path names last. */
  readonly target?: string;
  /** Never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Who did it, where there was no token to tell. */
  readonly by?: Actor;
}

/** A request that was let in and understood. */
export interface Call<Admitted, Params, Query, Body> {
  readonly caller: Admitted;
  /** That the path names, or, of a shipper, its own. */
  readonly tenant: NamedTenant | undefined;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The version that the caller has seen, if it must not have changed since. */
  readonly ifMatch: string | undefined;
}

type PlaceholderIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholderIn<Rest> : never;

type TextParameters<Path extends string> = Readonly<Record<Exclude<PlaceholderIn<Path>, 'tenant'>, z.ZodType<string, string>>>;

export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of the API, as its author declares it. */
export interface RouteDefinition<
  Path extends string,
  Admitted,
  Query extends Parameters,
  Body extends z.ZodType,
  Result extends z.ZodType,
  Services,
  Streams extends boolean,
> {
  readonly method: RouteMethod;
  /** From the root on, such as `/api/v1/tenants/{tenant}/findings`. A `{tenant}` is a wall: the call is let in only for a tenant of the caller. */
  readonly path: Path;
  /** For ever: clients are generated from it, and it is the function's name in Azure. */
  readonly operationId: string;
  /** Of the documentation: what it belongs to, and what it does in a few words. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access<Admitted>;
  /** Of a change: what the audit log calls it, such as `token.created`. */
  readonly audit?: string;
  /** Of what an administrator needs to see and do while a tenant is disabled or being deleted. */
  readonly worksWhileDisabled?: true;
  /** The path's parameters beside `{tenant}`. A value that is not as the schema has it names nothing: not-found. */
  readonly params?: TextParameters<Path>;
  /** The query's parameters. One that is not declared is refused, since a misspelt filter would filter nothing. */
  readonly query?: Query;
  readonly body?: Body;
  /** The media type of what is no JSON. */
  readonly produces?: TextType;
  /** Of what may be of any length: it is sent as it is read, and has no ETag. */
  readonly streams?: Streams;
  /** When it succeeds; 200 unless said otherwise. */
  readonly status?: 200 | 201 | 202;
  readonly answer: Result;
  readonly handle: (
    call: Call<Admitted, Readonly<Record<PlaceholderIn<Path>, string>>, z.output<z.ZodObject<Query>>, z.output<Body>>,
    services: Services,
  ) => Promise<Streams extends true ? StreamedAnswer : Answer<Plain<z.input<Result>>>>;
}

/** A declared route: what the function app registers, the OpenAPI document describes, and the tests walk through. */
export interface Route<Services> {
  readonly method: RouteMethod;
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly who: Who;
  readonly audit: string | null;
  readonly params: Parameters;
  readonly query: Parameters;
  readonly body: z.ZodType | undefined;
  readonly status: number;
  readonly produces: 'application/json' | TextType;
  readonly streams: boolean;
  readonly answer: z.ZodType;
  /**
   * Lets the caller in, reads the request, and answers it.
   *
   * @throws {Problem} what the caller has to know
   */
  respond(request: ApiRequest, asking: Asking, services: Services): Promise<Answer | StreamedAnswer>;
}

/** Declares an operation. The handler sees only what was let in and has the shape that the schemas say; so does whoever asks. */
export function declareRoute<
  const Path extends string,
  Admitted,
  Result extends z.ZodType,
  Services,
  Query extends Parameters = Record<string, never>,
  Body extends z.ZodType = z.ZodUndefined,
  const Streams extends boolean = false,
>(definition: RouteDefinition<Path, Admitted, Query, Body, Result, Services, Streams>): Route<Services> {
  const {
    access,
    handle,
    params = {} as Parameters,
    query = {} as Query,
    body,
    status = 200,
    produces = 'application/json',
    streams = false,
    description,
    audit = null,
    ...declared
  } = definition;
  const querySchema = z.strictObject(query);
  return {
    ...declared,
    description,
    who: access.who,
    audit,
    params,
    query,
    body,
    status,
    produces,
    streams,
    async respond(request, { caller, tenant }, services) {
      const admitted = access.admit(caller, tenant);
      if (definition.worksWhileDisabled !== true) assertActive(tenant);
      return handle(
        {
          caller: admitted,
          tenant,
          params: paramsOf<PlaceholderIn<Path>>(request, params),
          query: readQuery(request, querySchema),
          body: (body === undefined ? undefined : await readBody(request, body)) as z.output<Body>,
          ifMatch: versionAskedFor(request.headers.get('if-match')),
        },
        services,
      );
    },
  };
}

function assertActive(tenant: NamedTenant | undefined): void {
  const state = tenant?.found?.state ?? 'active';
  if (state === 'active') return;
  const why = state === 'disabled' ? 'is disabled: nothing is taken from it and nothing is told of it' : 'is being deleted';
  throw new Problem('tenant-disabled', `Tenant “${tenant?.id ?? ''}” ${why}. Ask your operator.`);
}

/** Those that the path names are there: the host would have led another path elsewhere. */
function paramsOf<Name extends string>(request: ApiRequest, schemas: Parameters): Readonly<Record<Name, string>> {
  for (const [name, schema] of Object.entries(schemas)) {
    const value = request.params[name];
    if (!schema.safeParse(value).success) throw new Problem('not-found', `There is no ${name} “${value ?? ''}”.`);
  }
  return request.params as Record<Name, string>;
}
