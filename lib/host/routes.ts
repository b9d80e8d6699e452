/**
 * Which function a request goes to, as the Functions host decides it: by ASP.NET route templates. A method that no route allows is no
 * match, and ends as 404; HEAD is not served by a function that allows GET.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#customize-the-http-endpoint
 * @source https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
 * @source https://github.com/Azure/azure-functions-host/issues/10098 (404, not 405)
 * @source https://github.com/Azure/azure-functions-host/issues/11625 (HEAD)
 */

import { decodedSegment } from '../api/path-params.js';

/** What a route leads to. */
export interface Route<Target> {
  readonly target: Target;
  /** The template without the prefix, such as `v1/tenants/{tenant}/findings/{id?}`. */
  readonly template: string;
  readonly methods: readonly string[];
}

export interface RouteMatch<Target> {
  readonly target: Target;
  /** Decoded, but for `%2F`, which stays as it came. Optional parameters that are absent are left out. */
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the function for a path; the most specific route first, whatever the order of registration. */
export class RouteTable<Target> {
  readonly #routes: readonly CompiledRoute<Target>[];

  constructor(routes: readonly Route<Target>[], prefix: string) {
    this.#routes = routes.map((route) => compile(route, prefix)).sort(bySpecificity);
  }

  /** `path` is the request's path as sent, percent-encoded, without the query. */
  find(method: string, path: string): RouteMatch<Target> | undefined {
    const decoded = path.split('/').map(decodedSegment).join('/');
    for (const { target, methods, pattern, parameters } of this.#routes) {
      const values = methods.has(method) ? pattern.exec(decoded) : null;
      if (!values) continue;
      const params = parameters
        .map(({ name, accepts }, index) => ({ name, accepts, value: values[index + 1] }))
        .filter((param): param is Parameter & { value: string } => param.value !== undefined && param.value !== '');
      if (!params.every(({ accepts, value }) => accepts.every((accept) => accept(value)))) continue;
      return { target, params: Object.fromEntries(params.map(({ name, value }) => [name, value])) };
    }
    return undefined;
  }
}

interface CompiledRoute<Target> {
  readonly target: Target;
  readonly methods: ReadonlySet<string>;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
  readonly segments: readonly Segment[];
}

interface Parameter {
  readonly name: string;
  readonly accepts: readonly ((value: string) => boolean)[];
}

interface Segment {
  /** For the regular expression, its slash included. */
  readonly pattern: string;
  readonly parameters: readonly Parameter[];
  /** How specific: text first, then parameters with a constraint, plain ones, optional ones, and those that take the rest. */
  readonly rank: number;
  readonly text: string;
}

function compile<Target>({ target, template, methods }: Route<Target>, prefix: string): CompiledRoute<Target> {
  if (template.startsWith('/')) throw new Error(`The route “${template}” may not begin with a slash.`);
  const segments = [...prefix.split('/'), ...template.split('/')].filter((text) => text !== '').map((text) => segment(text, template));
  return {
    target,
    segments,
    methods: new Set(methods.map((method) => method.toUpperCase())),
    pattern: new RegExp(`^${segments.map(({ pattern }) => pattern).join('')}/?$`, 'is'),
    parameters: segments.flatMap(({ parameters }) => parameters),
  };
}

/** A parameter in braces: `*` or `**` takes the rest of the path, `?` makes it optional, `:` begins a constraint. */
const PARAMETER = /\{(?<rest>\*{0,2})(?<name>\w+)(?<constraints>(?::[^{}?]+)*)(?<optional>\??)\}/g;

function segment(text: string, template: string): Segment {
  const found = [...text.matchAll(PARAMETER)].map(({ groups = {} }) => groups);
  const literals = text.replace(PARAMETER, '\n').split('\n');
  if (literals.some((literal) => /[{}]/.test(literal))) {
    throw new Error(`The route “${template}” has braces that can't be read: “${text}”.`);
  }
  const parameters = found.map(({ name = '', constraints = '' }) => ({ name, accepts: constraintsIn(constraints, template) }));
  const pattern = literals.map((literal) => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('([^/]+)');
  const whole = found.length === 1 && literals.every((literal) => literal === '') ? found[0] : undefined;
  if (whole?.['rest']) return { pattern: '(?:/(.*))?', parameters, rank: 4, text };
  if (whole?.['optional']) return { pattern: '(?:/([^/]+))?', parameters, rank: 3, text };
  const constrained = parameters.some(({ accepts }) => accepts.length > 0);
  return { pattern: `/${pattern}`, parameters, rank: found.length === 0 ? 0 : constrained ? 1 : 2, text };
}

/**
 * The constraints that the embedded host knows.
 *
 * @source https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints
 */
const CONSTRAINTS: Readonly<Record<string, (argument: number) => (value: string) => boolean>> = {
  int: () => (value) => /^[+-]?\d+$/.test(value) && Math.abs(Number(value)) <= 2 ** 31 - 1,
  long: () => (value) => /^[+-]?\d{1,18}$/.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  guid: () => (value) => /^\{?[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}?$/i.test(value),
  minlength: (least) => (value) => value.length >= least,
  maxlength: (most) => (value) => value.length <= most,
  length: (exactly) => (value) => value.length === exactly,
};

function constraintsIn(text: string, template: string) {
  return text
    .split(':')
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = '', argument = ''] = /^(\w+)(?:\((\d+)\))?$/.exec(part) ?? [];
      const constraint = CONSTRAINTS[name.toLowerCase()];
      if (!constraint) {
        const known = Object.keys(CONSTRAINTS).join(', ');
        throw new Error(`The route “${template}” has the constraint “${part}”; the embedded host knows ${known}.`);
      }
      return constraint(Number(argument));
    });
}

/** Where two routes differ first, text comes before parameters; where one ends, the longer comes first. */
function bySpecificity(left: CompiledRoute<unknown>, right: CompiledRoute<unknown>): number {
  for (let index = 0; index < Math.max(left.segments.length, right.segments.length); index++) {
    const [a, b] = [left.segments[index], right.segments[index]];
    if (!a) return 1;
    if (!b) return -1;
    if (a.rank !== b.rank) return a.rank - b.rank;
    if (a.rank === 0 && a.text.toLowerCase() !== b.text.toLowerCase()) return a.text.toLowerCase() < b.text.toLowerCase() ? -1 : 1;
  }
  return 0;
}
