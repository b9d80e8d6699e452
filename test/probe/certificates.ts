import { generate, type SubjectAltNameEntry } from 'selfsigned';

const DAY = 24 * 60 * 60_000;

/** Certificate and key in PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Milliseconds from now. */
interface Validity {
  readonly from?: number;
  readonly until?: number;
}

/** An authority of the tests, which a probe trusts when it is told to. */
export class Authority {
  private constructor(private readonly root: Identity) {}

  static async found(name = 'Test Root'): Promise<Authority> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      ...kind,
      ...validity({}),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    return new Authority({ cert, key });
  }

  get pem(): string {
    return this.root.cert;
  }

  /** Issues a certificate for these names, and hands it out with its own behind it. */
  async issue(names: readonly string[], valid: Validity = {}): Promise<Identity> {
    const identity = await certificateFor(names, { ...validity(valid), ca: this.root });
    return { ...identity, cert: `${identity.cert}\n${this.pem}` };
  }
}

export async function selfSigned(names: readonly string[], valid: Validity = {}): Promise<Identity> {
  return certificateFor(names, validity(valid));
}

const kind = { keyType: 'ec', algorithm: 'sha256' } as const;

async function certificateFor(names: readonly string[], options: Parameters<typeof generate>[1]): Promise<Identity> {
  const altNames = names.map((value): SubjectAltNameEntry => ({ type: 2, value }));
  const { cert, private: key } = await generate(
    [
      { name: 'organizationName', value: 'Contoso' },
      { name: 'commonName', value: names[0] ?? 'nobody' },
    ],
    {
      ...kind,
      ...options,
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'subjectAltName', altNames },
      ],
    },
  );
  return { cert, key };
}

function validity({ from = -DAY, until = 90 * DAY }: Validity): { notBeforeDate: Date; notAfterDate: Date } {
  return { notBeforeDate: new Date(Date.now() + from), notAfterDate: new Date(Date.now() + until) };
}
