import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as Functions from '@azure/functions';
import type * as HostModule from '../../lib/host/host.js';

type App = typeof Functions.app;
type Output = typeof Functions.output;

const nothing = () => undefined;
const ok = () => ({ body: 'ok' });
const health = (app: App) => {
  app.setup({ enableHttpStream: true });
  app.http('health', { handler: ok });
};

/** An app and a host of its own, as in a process that has just begun. */
async function freshProcess() {
  jest.resetModules();
  const { app, output } = await import('@azure/functions');
  const { startHost }: typeof HostModule = await import('../../lib/host/host.js');
  const start = (register: (app: App, output: Output) => void, port = 0) =>
    startHost({
      port,
      connections: {},
      loadFunctions: () => {
        register(app, output);
      },
    });
  return { app, start };
}

describe('starting the embedded host', () => {
  it('on a port in use says so, says what to do, keeps the cause, and terminates the app', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => other.once('listening', listening));
    const { port } = other.address() as AddressInfo;
    const { start } = await freshProcess();
    const told: string[] = [];
    const register = (app: App) => {
      health(app);
      app.hook.appStart(() => void told.push('started'));
      app.hook.appTerminate(() => void told.push('terminated'));
    };
    await expect(start(register, port)).rejects.toMatchObject({
      message: `Port ${port} is in use. Another Mailflow may be running; stop it or choose another port with --port.`,
      cause: { code: 'EADDRINUSE' },
    });
    expect(told).toEqual(['started', 'terminated']);
    other.close();
  });

  it('works again after a close, with the functions that are loaded already', async () => {
    const { start } = await freshProcess();
    for (const register of [health, nothing]) {
      const host = await start(register);
      expect(await (await fetch(`${host.url}/api/health`)).text()).toBe('ok');
      await host.close();
    }
  });

  it('takes no function that comes after it', async () => {
    const { app, start } = await freshProcess();
    const host = await start(health);
    expect(() => {
      app.http('late', { handler: ok });
    }).toThrow('“late” came too late');
    await host.close();
  });
});

describe('an app that the embedded host refuses, before it listens', () => {
  const handler = nothing;
  const retry = { strategy: 'fixedDelay', maxRetryCount: 3, delayInterval: { seconds: 1 } } as const;
  const refused: { said: string; register: (app: App, output: Output) => void; because: string }[] = [
    { said: 'one without functions', register: nothing, because: 'must be loaded by loadFunctions, and not before' },
    {
      said: 'two functions of one name',
      register: (app) => {
        health(app);
        health(app);
      },
      because: 'A function named “health” is registered already.',
    },
    {
      said: 'a trigger that would sleep here',
      register: (app) => {
        app.storageQueue('orders', { queueName: 'orders', connection: 'Uploads', handler });
      },
      because: 'Function “orders” has a binding “queueTrigger”, which the embedded host does not serve.',
    },
    {
      said: 'an output that would go nowhere',
      register: (app, output) => {
        app.http('order', { handler: ok, extraOutputs: [output.storageQueue({ queueName: 'orders', connection: 'Uploads' })] });
      },
      because: 'Function “order” has a binding “queue”, which the embedded host does not serve.',
    },
    {
      said: 'a retry policy',
      register: (app) => {
        app.timer('nightly', { schedule: '0 30 3 * * *', retry, handler });
      },
      because: 'Function “nightly” has a retry policy, which the embedded host does not serve.',
    },
    {
      said: 'a hook that would not be called',
      register: (app) => {
        app.hook.log(nothing);
      },
      because: 'no hook “log”; it has appStart, appTerminate, preInvocation, postInvocation',
    },
    {
      said: 'a connection that nobody gave',
      register: (app) => {
        app.storageBlob('ingest', { path: 'protocol-logs/{name}', connection: 'Uploads', handler });
      },
      because: 'Function “ingest” reads blobs through the connection “Uploads”, and the host was given none of that name.',
    },
    {
      said: 'a schedule that cannot be read',
      register: (app) => {
        app.timer('nightly', { schedule: 'at night', handler });
      },
      because: 'The schedule “at night” must have six fields',
    },
    {
      said: 'a schedule that never comes',
      register: (app) => {
        app.timer('nightly', { schedule: '0 0 0 31 6 *', handler });
      },
      because: 'The schedule “0 0 0 31 6 *” never comes.',
    },
    {
      said: 'HTTP in one piece',
      register: (app) => {
        app.http('health', { handler: ok });
      },
      because: 'The embedded host streams HTTP: let the app call app.setup({ enableHttpStream: true }).',
    },
    {
      said: 'a route that ASP.NET would not take',
      register: (app) => {
        app.setup({ enableHttpStream: true });
        app.http('health', { route: '/health', handler: ok });
      },
      because: 'The route “/health” may not begin with a slash.',
    },
  ];
  for (const { said, register, because } of refused) {
    it(`${said}: ${because}`, async () => {
      const { start } = await freshProcess();
      await expect(start(register)).rejects.toThrow(because);
    });
  }
});
