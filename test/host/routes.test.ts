import { RouteTable } from '../../lib/host/routes.js';

/** A table whose targets are the templates themselves, so that a match shows which route won. */
function tableOf(...templates: string[]): RouteTable<string> {
  return new RouteTable(
    templates.map((template) => ({ target: template, template, methods: ['GET'] })),
    'api',
  );
}

const found = (table: RouteTable<string>, path: string) => table.find('GET', path) ?? 'no function';

describe('what a route takes out of a path', () => {
  for (const { said, template, path, params } of [
    { said: 'text alone', template: 'v1/health', path: '/api/v1/health', params: {} },
    { said: 'text in other case', template: 'v1/Health', path: '/API/V1/health', params: {} },
    { said: 'a slash at the end', template: 'v1/health', path: '/api/v1/health/', params: {} },
    { said: 'a parameter', template: 'v1/tenants/{tenant}', path: '/api/v1/tenants/contoso', params: { tenant: 'contoso' } },
    {
      said: 'two parameters',
      template: '{tenant}/{server}/log',
      path: '/api/contoso/ex01/log',
      params: { tenant: 'contoso', server: 'ex01' },
    },
    { said: 'an optional parameter that is there', template: 'findings/{id?}', path: '/api/findings/7', params: { id: '7' } },
    { said: 'an optional parameter that is not', template: 'findings/{id?}', path: '/api/findings', params: {} },
    { said: 'the rest of the path', template: 'files/{*path}', path: '/api/files/a/b/c.log', params: { path: 'a/b/c.log' } },
    { said: 'an empty rest', template: 'files/{**path}', path: '/api/files', params: {} },
    { said: 'a parameter within text', template: 'v{version}/x.{ext}', path: '/api/v2/x.json', params: { version: '2', ext: 'json' } },
    { said: 'a number where one must be', template: 'hours/{hour:int}', path: '/api/hours/14', params: { hour: '14' } },
    { said: 'an optional number', template: 'hours/{hour:int?}', path: '/api/hours', params: {} },
    { said: 'a blank and an umlaut, decoded', template: 'q/{text}', path: '/api/q/a%20%C3%BC', params: { text: 'a ü' } },
    { said: 'an encoded slash, as it came', template: 'q/{text}', path: '/api/q/a%2Fb%20c', params: { text: 'a%2Fb c' } },
    { said: 'a percent sign that encodes nothing', template: 'q/{text}', path: '/api/q/100%', params: { text: '100%' } },
  ]) {
    it(said, () => {
      expect(found(tableOf(template), path)).toEqual({ target: template, params });
    });
  }
});

describe('what a route does not match', () => {
  for (const { said, template, path } of [
    { said: 'a path outside the prefix', template: 'v1/health', path: '/v1/health' },
    { said: 'a longer path', template: 'v1/health', path: '/api/v1/health/more' },
    { said: 'a missing parameter', template: 'tenants/{tenant}', path: '/api/tenants' },
    { said: 'an empty parameter', template: 'tenants/{tenant}/log', path: '/api/tenants//log' },
    { said: 'a word where a number must be', template: 'hours/{hour:int}', path: '/api/hours/noon' },
    { said: 'a dot that stands for itself', template: 'openapi.json', path: '/api/openapi-json' },
    { said: 'a name that is too long', template: 'q/{text:maxlength(3)}', path: '/api/q/four' },
  ]) {
    it(said, () => {
      expect(found(tableOf(template), path)).toBe('no function');
    });
  }

  it('a method that the function does not allow, not even HEAD beside GET', () => {
    const table = tableOf('v1/health');
    expect(table.find('POST', '/api/v1/health')).toBeUndefined();
    expect(table.find('HEAD', '/api/v1/health')).toBeUndefined();
  });
});

describe('which of two routes that both match', () => {
  for (const { said, templates, path, wins } of [
    { said: 'text before a parameter', templates: ['tenants/{tenant}', 'tenants/mine'], path: '/api/tenants/mine', wins: 'tenants/mine' },
    { said: 'a number before any text', templates: ['h/{text}', 'h/{hour:int}'], path: '/api/h/14', wins: 'h/{hour:int}' },
    { said: 'a parameter before the rest', templates: ['h/{*rest}', 'h/{hour}'], path: '/api/h/14', wins: 'h/{hour}' },
    { said: 'the longer before the optional end', templates: ['f/{id?}', 'f/{id}/log'], path: '/api/f/7/log', wins: 'f/{id}/log' },
    { said: 'what differs first decides', templates: ['{a}/log', 'f/{b}'], path: '/api/f/log', wins: 'f/{b}' },
  ]) {
    it(`${said}, in either order of registration`, () => {
      expect(found(tableOf(...templates), path)).toMatchObject({ target: wins });
      expect(found(tableOf(...templates.reverse()), path)).toMatchObject({ target: wins });
    });
  }

  it('GET and POST of the same path go to their own functions', () => {
    const table = new RouteTable(
      [
        { target: 'list', template: 'tenants', methods: ['get'] },
        { target: 'create', template: 'tenants', methods: ['post'] },
      ],
      'api',
    );
    expect(table.find('GET', '/api/tenants')?.target).toBe('list');
    expect(table.find('POST', '/api/tenants')?.target).toBe('create');
  });
});

describe('routes that are refused at the start', () => {
  for (const { template, because } of [
    { template: '/v1/health', because: 'may not begin with a slash' },
    { template: 'v1/{tenant', because: "braces that can't be read" },
    { template: 'v1/{hour:evening}', because: 'the constraint “evening”' },
  ]) {
    it(`“${template}”: ${because}`, () => {
      expect(() => tableOf(template)).toThrow(because);
    });
  }
});
