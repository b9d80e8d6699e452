import fc from 'fast-check';
import { CODECS } from '../../lib/contract/codec.js';
import { STREAMS } from '../../lib/log/log-file.js';
import { chunkBlobName, chunkOfBlobName, logFileIdentifier, logFileOfIdentifier, type ChunkId } from '../../lib/store/chunk.js';

const CHUNK: ChunkId = {
  tenant: 'contoso',
  server: 'EX01',
  stream: 'hub/smtp-send',
  file: { name: 'SEND2019052815-1.LOG', date: '2019-05-28T15:07:00.088Z' },
  from: 0,
  to: 2266,
  codec: 'br',
};

describe('a chunk’s name', () => {
  it('follows from its identity and offsets alone', () => {
    expect(chunkBlobName(CHUNK)).toBe(
      'contoso/EX01/hub/smtp-send/SEND2019052815-1.LOG@20190528T150700088Z/00000000000000000000-00000000000000002266.log.br',
    );
  });

  it('is another one when Exchange wrote the same name again on another day', () => {
    const again = { ...CHUNK, file: { ...CHUNK.file, date: '2019-06-28T15:07:00.088Z' } };
    expect(chunkBlobName(again)).not.toBe(chunkBlobName(CHUNK));
  });

  it('gives the chunk back', () => {
    const chunks = fc.record({
      tenant: fc.stringMatching(/^[a-z0-9]{1,10}$/),
      server: fc.stringMatching(/^[A-Z0-9]{1,10}$/),
      stream: fc.constantFrom(...STREAMS),
      file: fc.record({
        name: fc.stringMatching(/^(SEND|RECV)[0-9]{10}-[0-9]{1,2}\.LOG$/),
        date: fc.date({ min: new Date('2010-01-01'), max: new Date('2039-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
      }),
      from: fc.nat(),
      to: fc.nat(),
      codec: fc.constantFrom(...CODECS),
    });
    fc.assert(
      fc.property(chunks, (chunk) => {
        expect(chunkOfBlobName(chunkBlobName(chunk))).toEqual(chunk);
        const { from, to, codec, ...file } = chunk;
        expect(logFileOfIdentifier(chunk.tenant, logFileIdentifier(file))).toEqual(file);
      }),
    );
  });

  it.each(['contoso/readme.txt', 'contoso/EX01/hub/smtp-send/x@20190528T150700088Z/0-1.log.br', '../x', ''])('is not “%s”', (name) => {
    expect(() => chunkOfBlobName(name)).toThrow(/not the name of a chunk/);
  });
});
