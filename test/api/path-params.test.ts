import fc from 'fast-check';
import { paramsIn } from '../../lib/api/path-params.js';

const PATH = '/api/v1/tenants/{tenant}/sessions/{session}/transcript';

describe('what a path names', () => {
  it.each([
    { path: '/api/v1/tenants/contoso/sessions/EX01~1/transcript', tenant: 'contoso', session: 'EX01~1' },
    { path: '/api/v1/tenants/contoso/sessions/EX%2001/transcript?session=other&Tenant=fabrikam', tenant: 'contoso', session: 'EX 01' },
    { path: '/api/v1/tenants/a%2Fb/sessions/%F0%28/transcript', tenant: 'a%2Fb', session: '%F0%28' },
    { path: '/api/v1/tenants', tenant: '', session: '' },
  ])('is $tenant and $session: $path', ({ path, tenant, session }) => {
    expect(paramsIn(PATH, `http://localhost${path}`)).toEqual({ tenant, session });
  });

  it('is what somebody put there', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (tenant, session) => {
        // A dot or two alone are steps in a path, and a slash stays encoded.
        fc.pre(![tenant, session].some((name) => /^\.{1,2}$|\/|%2f/i.test(name)));
        const path = PATH.replace('{tenant}', () => encodeURIComponent(tenant)).replace('{session}', () => encodeURIComponent(session));
        expect(paramsIn(PATH, `http://localhost${path}`)).toEqual({ tenant, session });
      }),
    );
  });
});
