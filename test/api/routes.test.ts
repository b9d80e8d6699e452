import { WHO } from '../../lib/api/access.js';
import { ROUTES } from '../../lib/api/routes.js';
import { registry } from '../../lib/host/registry.js';

/** What the function app really registers with `@azure/functions` for HTTP. */
async function registered() {
  await registry.load(() => import('../../functions/index.js').then(() => undefined));
  return registry.functions
    .filter(({ trigger }) => trigger.type === 'httpTrigger')
    .map(({ name, trigger }) => ({ name, path: `/${trigger.route ?? ''}`, methods: trigger.methods, authLevel: trigger.authLevel }));
}

/** What is asked by a POST since it takes a body, and changes nothing. */
const QUESTIONS: ReadonlySet<string> = new Set(['diagnose', 'tryNotificationPolicy']);

describe('the routes of the API', () => {
  it('are declared, each with who may call it, and no other is registered', async () => {
    const declared = ROUTES.map(({ operationId, path, method }) => ({
      name: operationId,
      path,
      methods: [method],
      authLevel: 'anonymous',
    }));
    expect((await registered()).filter(({ path }) => path.startsWith('/api/'))).toEqual(declared);
  });

  it('stand beside the dashboard’s files, which are open to all and say nothing of any tenant', async () => {
    const others = (await registered()).filter(({ path }) => !path.startsWith('/api/'));
    expect(others.map(({ name, path, methods }) => [name, path, methods])).toEqual([
      ['dashboard', '/{empty:maxlength(0)?}', ['GET']],
      ['dashboard-asset', '/assets/{file}', ['GET']],
    ]);
  });

  it.each(ROUTES)(
    '$method $path says all that a reader of the documentation needs',
    ({ operationId, path, method, who, audit, params, produces, body, answer }) => {
      expect(WHO).toContain(who);
      expect(path).toMatch(/^\/api\//);
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).filter((name) => name !== 'tenant');
      expect(Object.keys(params)).toEqual(placeholders);
      if (method === 'GET') expect([body, audit]).toEqual([undefined, null]);
      // What a shipper says changes no setting.
      else if (who !== 'shipper' && !QUESTIONS.has(operationId)) expect(audit).toMatch(/^[a-z-]+\.[a-z-]+$/);
      // The OpenAPI document names it so.
      if (produces === 'application/json') expect(answer.meta()?.id).toMatch(/^[A-Z]\w+$/);
      if (body !== undefined) expect(body.meta()?.id).toMatch(/^[A-Z]\w+$/);
    },
  );

  it('have operation ids and paths of their own', () => {
    const ids = ROUTES.map(({ operationId }) => operationId.toLowerCase());
    expect(new Set(ids).size).toBe(ids.length);
    const places = ROUTES.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
    expect(new Set(places).size).toBe(places.length);
  });
});
