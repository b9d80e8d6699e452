/**
 * The parts of a distinguished name as Windows prints it (`CN=mail.contoso.com, O="Contoso, Ltd.", C=DE`), in their order, quotes kept.
 * A comma or semicolon separates; within quotes it doesn't, and a doubled quote stands for one.
 *
 * @source https://learn.microsoft.com/windows/win32/api/wincrypt/nf-wincrypt-certnametostrw#remarks
 */
export function partsOfName(name: string): readonly string[] {
  const parts = name.match(/(?:"(?:[^"]|"")*"|[^,;"])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The common name, without quotes; `undefined` when the name has none. */
export function commonNameOf(name: string): string | undefined {
  const part = partsOfName(name).find((candidate) => /^CN\s*=/i.test(candidate));
  const value = part?.replace(/^CN\s*=\s*/i, '');
  return value?.startsWith('"') === true ? value.slice(1, -1).replaceAll('""', '"') : value;
}

export type NameComparison = 'identical' | 'spelled-otherwise' | 'different';

/**
 * Whether two texts name the same subject or issuer. `spelled-otherwise`: the same parts in another order, case or spacing, or with `ST` for
 * the `S` that Windows prints (OpenSSL and many certificate authorities' portals write ST).
 */
export function compareNames(one: string, other: string): NameComparison {
  if (one === other) return 'identical';
  return plainParts(one) === plainParts(other) ? 'spelled-otherwise' : 'different';
}

function plainParts(name: string): string {
  const plain = partsOfName(name).map((part) =>
    part
      .toLowerCase()
      .replace(/\s*=\s*/, '=')
      .replace(/\s+/g, ' ')
      .replace(/^st=/, 's='),
  );
  return JSON.stringify(plain.sort());
}
