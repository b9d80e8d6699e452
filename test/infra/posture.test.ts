import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CHUNK_CONTAINER } from '../../lib/store/chunk.js';
import { INVENTORY_CONTAINER } from '../../lib/store/inventory-blob.js';
import { HOME_TABLES, TABLES, TENANT_TABLES } from '../../lib/store/tables.js';
import { Deployment, installations, type Role } from './deployment.js';

const hardened = new Deployment('test/infra/hardened');

const ROLES = {
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  'Storage Blob Delegator': 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a',
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb',
};

/** `app: Storage Table Data Contributor on results0/Tenants`; accounts without the hash in their names. */
function said({ who, role, scope }: Role): string {
  const name = Object.entries(ROLES).find(([, id]) => id === role)?.[0] ?? role;
  const place = scope
    .replace(/^Microsoft\.Storage\/storageAccounts\/mf(uploads|results)\w{13}(\d)/, '$1$2')
    .replace(/\/(?:blob|table|queue)Services\/default\/(?:containers|tables|queues)\//, '/')
    .replace(/-\w{13}$/, '');
  return `${who}: ${name} on ${place}`;
}

describe.each(installations)('$name', (deployment) => {
  it('has no storage that takes a shared key, answers anonymously, or speaks without TLS', () => {
    const accounts = deployment.all('Microsoft.Storage/storageAccounts');
    expect(accounts.length).toBeGreaterThan(1);
    for (const { properties } of accounts) {
      expect(properties).toMatchObject({
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        minimumTlsVersion: 'TLS1_2',
        supportsHttpsTrafficOnly: true,
        isLocalUserEnabled: false,
        sasPolicy: { expirationAction: 'Block' },
        encryption: { requireInfrastructureEncryption: true },
      });
    }
    for (const { properties } of deployment.all('Microsoft.Storage/storageAccounts/blobServices/containers')) {
      expect(properties).toEqual({ publicAccess: 'None' });
    }
  });

  it('can have back what was deleted, and keeps the accounts themselves', () => {
    const accounts = deployment.all('Microsoft.Storage/storageAccounts');
    const services = deployment.all('Microsoft.Storage/storageAccounts/blobServices');
    expect(services).toHaveLength(accounts.length);
    for (const { properties } of services) {
      expect(properties).toMatchObject({ deleteRetentionPolicy: { enabled: true }, containerDeleteRetentionPolicy: { enabled: true } });
    }
    const locked = deployment.all('Microsoft.Authorization/locks').map(({ id }) => id.split('/providers/Microsoft.Authorization')[0]);
    expect(locked.sort()).toEqual(accounts.map(({ id }) => id).sort());
  });

  it('deletes raw logs and exports of an age', () => {
    const rules = deployment.all('Microsoft.Storage/storageAccounts/managementPolicies').map(({ properties }) => properties.policy);
    expect(rules).toHaveLength(deployment.all('Microsoft.EventGrid/systemTopics').length);
    for (const {
      rules: [raw, exports],
    } of rules as readonly { readonly rules: readonly unknown[] }[]) {
      expect(raw).toMatchObject({
        enabled: true,
        definition: {
          filters: { prefixMatch: ['protocol-logs/'] },
          actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 90 } } },
        },
      });
      expect(exports).toMatchObject({
        enabled: true,
        definition: { filters: { prefixMatch: ['inventory/'] }, actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 400 } } } },
      });
    }
  });

  it('writes down who deleted a blob, and which events could not be delivered', () => {
    const logs = deployment.all('Microsoft.Insights/diagnosticSettings').map(({ properties }) => JSON.stringify(properties.logs));
    const count = (category: string) => logs.filter((text) => text.includes(category)).length;
    expect(count('StorageDelete')).toBe(deployment.all('Microsoft.Storage/storageAccounts').length);
    expect(count('DeliveryFailures')).toBe(deployment.all('Microsoft.EventGrid/systemTopics').length);
  });

  it('has the containers and the tables of the code, and Event Grid’s place for what it could not deliver', () => {
    const names = (type: string) => new Set(deployment.all(type).map(({ name }) => name.split('/')[2]));
    expect(names('Microsoft.Storage/storageAccounts/tableServices/tables')).toEqual(new Set(TABLES));
    const others = deployment.all('Microsoft.Storage/storageAccounts/tableServices/tables').filter(({ name }) => !/0\//.test(name));
    expect(others.filter(({ name }) => HOME_TABLES.some((table) => name.endsWith(`/${table}`)))).toEqual([]);
    expect(names('Microsoft.Storage/storageAccounts/blobServices/containers')).toEqual(
      new Set([CHUNK_CONTAINER, INVENTORY_CONTAINER, 'packages', 'dead-letters']),
    );
  });

  it('lets the function app do what it must with each container, table and queue, and nothing on a group or a subscription', () => {
    const shards = deployment.all('Microsoft.EventGrid/systemTopics').length;
    const expected = Array.from({ length: shards }, (_, shard) => [
      ...[CHUNK_CONTAINER, INVENTORY_CONTAINER].map((name) => `app: Storage Blob Data Contributor on uploads${shard}/${name}`),
      `app: Storage Queue Data Contributor on uploads${shard}/webjobs-blobtrigger-poison`,
      `app: Storage Blob Delegator on uploads${shard}`,
      ...(shard === 0 ? TABLES : TENANT_TABLES).map((table) => `app: Storage Table Data Contributor on results${shard}/${table}`),
    ]).flat();
    const held = deployment.roles().map(said);
    expect(held.filter((role) => role.startsWith('app:')).sort()).toEqual(
      [
        ...expected,
        'app: Monitoring Metrics Publisher on Microsoft.Insights/components/appi-mailflow',
        // The host names its own containers and queues.
        'app: Storage Blob Data Owner on results0',
        'app: Storage Queue Data Contributor on results0',
      ].sort(),
    );
    // And nobody else has any role: not even whoever deploys.
    expect(held.filter((role) => !role.startsWith('app:'))).toEqual(['events: Storage Blob Data Contributor on results0/dead-letters']);
  });

  it('takes telemetry only from whom it knows, for so long and so much', () => {
    expect(deployment.one('Microsoft.Insights/components').properties).toMatchObject({ DisableLocalAuth: true, RetentionInDays: 90 });
    expect(deployment.one('Microsoft.OperationalInsights/workspaces').properties).toMatchObject({
      features: { disableLocalAuth: true },
      workspaceCapping: { dailyQuotaGb: 5 },
    });
  });

  it('answers by HTTPS alone, on a Node.js that is supported, and nobody deploys with a password', () => {
    const app = deployment.one('Microsoft.Web/sites');
    expect(app.properties).toMatchObject({
      httpsOnly: true,
      siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled' },
      functionAppConfig: {
        runtime: { name: 'node', version: '22' },
        deployment: { storage: { authentication: { type: 'UserAssignedIdentity' } } },
      },
    });
    expect(app.identity).toMatchObject({ type: 'UserAssigned' });
    const policies = deployment.all('Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    expect(policies.map(({ properties }) => properties)).toEqual([{ allow: false }, { allow: false }]);
  });

  it('gives the app every setting that its code reads', () => {
    const sources = ['functions', 'lib'].flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).flatMap((path) =>
        /^(?!cli|shipper|probe|host).*\.ts$/.test(path) ? [`${root}/${path}`] : [],
      ),
    );
    const read = sources.flatMap(
      (path) => readFileSync(path, 'utf8').match(/\b(?:MAILFLOW_|APPLICATIONINSIGHTS_)[A-Z_]+\b|\b(?:Uploads|Results)__\w+/g) ?? [],
    );
    const given = Object.keys(deployment.one('Microsoft.Web/sites/config').properties);
    // Under func start there is no Event Grid; in Azure there is nothing else.
    expect([...new Set(read)].filter((name) => !given.includes(name))).toEqual(['MAILFLOW_BLOB_SOURCE']);
    expect(given).toContain('MAILFLOW_ADMIN_TOKEN_HASH');
  });

  it('keeps no secret in a setting or an output', () => {
    const settings = JSON.stringify([deployment.one('Microsoft.Web/sites/config').properties, deployment.outputs]);
    expect(settings).not.toMatch(/AccountKey|SharedAccessSignature|listKeys|[?&]sig=|password/i);
  });

  it('labels everything that can carry a label', () => {
    const plain = deployment.resources.filter(({ tags, location }) => location !== undefined && tags === undefined);
    expect(plain.map(({ id }) => id)).toEqual([]);
  });
});

describe('infra/main.json', () => {
  const { parameters, outputs } = JSON.parse(readFileSync('infra/main.json', 'utf8')) as {
    readonly parameters: Readonly<
      Record<string, { readonly metadata?: { readonly description?: string }; readonly defaultValue?: unknown }>
    >;
    readonly outputs: Readonly<Record<string, unknown>>;
  };

  it('describes each parameter, and needs no more than a name and a region', () => {
    expect(Object.entries(parameters).filter(([, { metadata }]) => (metadata?.description ?? '') === '')).toEqual([]);
    const needed = Object.entries(parameters).filter(([, { defaultValue }]) => defaultValue === undefined);
    expect(needed.map(([name]) => name)).toEqual(['environmentName', 'location']);
  });

  it('tells the hooks what they ask azd for', () => {
    const asked = readFileSync('infra/hooks/postdeploy.mjs', 'utf8').match(/(?<=(?:known|value)\(')\w+/g) ?? [];
    expect(asked.filter((name) => !(name in outputs))).toEqual([]);
    expect(asked.length).toBeGreaterThan(5);
  });
});

describe('azure.yaml', () => {
  const { infra, services, hooks } = parse(readFileSync('azure.yaml', 'utf8')) as {
    readonly infra: { readonly path: string; readonly module: string };
    readonly services: Readonly<Record<string, { readonly project: string; readonly dist: string; readonly host: string }>>;
    readonly hooks: Readonly<Record<string, Readonly<Record<string, { readonly run: string }>>>>;
  };

  it('leads to the template, to what npm run build packs, and to hooks for both kinds of shells', () => {
    expect(existsSync(join(infra.path, `${infra.module}.bicep`)) && existsSync(join(infra.path, `${infra.module}.bicepparam`))).toBe(true);
    const [service] = Object.values(services);
    expect(service?.host).toBe('function');
    expect(existsSync(join(service?.project ?? '', service?.dist ?? '', 'host.json'))).toBe(true);
    expect(Object.values(hooks).flatMap((shells) => Object.values(shells).map(({ run }) => existsSync(run)))).toEqual(Array(4).fill(true));
  });
});

describe('with all that can be shut', () => {
  it('nobody reaches the results but through the network, and shippers upload from their own addresses only', () => {
    const reachable = hardened
      .all('Microsoft.Storage/storageAccounts')
      .map(({ name, properties: { publicNetworkAccess, networkAcls } }) => [name.slice(0, 9), publicNetworkAccess, networkAcls]);
    for (const [name, access, acls] of reachable) {
      expect(acls).toMatchObject({ defaultAction: 'Deny' });
      if (name === 'mfresults') expect(access).toBe('Disabled');
      else expect(acls).toMatchObject({ ipRules: [{ value: '198.51.100.0/24', action: 'Allow' }] });
    }
  });

  it('every service of each account has a private address with a name', () => {
    const endpoints = hardened
      .all('Microsoft.Network/privateEndpoints')
      .map(({ name }) => name.replace(/^pe-mf(\w+?)\w{13}(\d-\w+)$/, '$1$2'));
    const services = ['uploads-blob', 'uploads-queue', 'results-blob', 'results-queue', 'results-table'];
    expect(endpoints.sort()).toEqual(services.flatMap((service) => [0, 1].map((shard) => service.replace('-', `${shard}-`))).sort());
    expect(hardened.all('Microsoft.Network/privateEndpoints/privateDnsZoneGroups')).toHaveLength(endpoints.length);
    expect(hardened.one('Microsoft.Web/sites').properties.virtualNetworkSubnetId).toBeDefined();
  });
});
