import { BlobPath } from '../../lib/host/blob-path.js';

describe('what a blob trigger takes out of a name', () => {
  for (const { said, path, blob, names } of [
    {
      said: 'the whole name, slashes included',
      path: 'protocol-logs/{name}',
      blob: 'acme/ex01/SEND.log',
      names: { name: 'acme/ex01/SEND.log' },
    },
    { said: 'everything in the container', path: 'inventory', blob: 'acme/ex01.json', names: {} },
    {
      said: 'name and ending, split at the last dot',
      path: 'inventory/{name}.{ending}',
      blob: 'a.b.json',
      names: { name: 'a.b', ending: 'json' },
    },
    { said: 'a folder that is fixed', path: 'inventory/new/{name}', blob: 'new/x.json', names: { name: 'x.json' } },
    // Written as if the tenant were the first folder, and it is not: the first parameter takes all but the last.
    {
      said: 'two parameters: the first is greedy',
      path: 'logs/{tenant}/{name}',
      blob: 'acme/ex01/a.log',
      names: { tenant: 'acme/ex01', name: 'a.log' },
    },
  ]) {
    it(said, () => {
      expect(new BlobPath(path).match(blob)).toEqual(names);
    });
  }

  it('leaves blobs alone whose name does not fit', () => {
    expect(new BlobPath('inventory/new/{name}').match('old/x.json')).toBeUndefined();
    expect(new BlobPath('inventory/{name}.json').match('x+json')).toBeUndefined();
  });

  it('knows its container', () => {
    expect(new BlobPath('protocol-logs/{name}').container).toBe('protocol-logs');
  });

  it('refuses a container that is a parameter, and broken braces', () => {
    expect(() => new BlobPath('{container}/{name}')).toThrow("must begin with a container's name");
    expect(() => new BlobPath('logs/{name')).toThrow("braces that can't be read");
  });
});
