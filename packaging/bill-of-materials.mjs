import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The packages whose code is in a bundle, by esbuild's own account, as the lockfile has them.
 *
 * @param {import('esbuild').Metafile} metafile
 */
export async function bundledPackages(metafile) {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8'));
  const folders = new Set(
    Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
      .filter((folder) => folder !== undefined),
  );
  return [...folders].sort().map((folder) => {
    const { version, license, integrity } = packages[folder];
    return { folder, name: folder.replace(/^.*node_modules\//, ''), version, license, integrity };
  });
}

/**
 * The bill of materials of an executable, as CycloneDX has it. It says nothing of when it was made, so that the same input gives the same bytes.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials({ version, packages, runtime }) {
  const components = [...packages, { name: runtime.name, version: runtime.version, license: 'MIT', integrity: runtime.integrity }];
  const self = {
    type: 'application',
    'bom-ref': `mailflow-shipper@${version}`,
    name: 'mailflow-shipper',
    version,
    licenses: [{ license: { id: 'MIT' } }],
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: self },
    components: components.map(component),
    dependencies: [{ ref: self['bom-ref'], dependsOn: components.map(purl) }],
  };
}

function component(of) {
  return {
    type: 'library',
    'bom-ref': purl(of),
    name: of.name,
    version: of.version,
    purl: purl(of),
    licenses: [{ license: { id: of.license } }],
    hashes: [{ alg: 'SHA-512', content: Buffer.from(of.integrity.replace('sha512-', ''), 'base64').toString('hex') }],
  };
}

function purl({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** The licences under which the bundled code may be passed on, as they ask for. */
export async function licenses(packages, runtimeLicense) {
  const texts = [];
  for (const { folder, name, version } of packages) {
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no file with its licence.`);
    texts.push(`${name} ${version}\n\n${await readFile(join(folder, file), 'utf8')}`);
  }
  return [...texts, `Node.js\n\n${runtimeLicense}`].join(`\n${'='.repeat(80)}\n\n`);
}
