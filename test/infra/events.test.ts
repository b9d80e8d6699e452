import { registry } from '../../lib/host/registry.js';
import { Deployment } from './deployment.js';
import { readTemplate, withModules } from './template.js';

const { resources: subscriptions } = new Deployment('test/infra/events');

/** `protocol-logs → ingest-log`: which container’s events go to which function. */
function sent(): string[] {
  return subscriptions.map(({ properties }) => {
    const text = JSON.stringify(properties);
    const [, container = ''] = /containers\/([a-z-]+)\/blobs\//.exec(text) ?? [];
    const [, name = ''] = /functionName=Host\.Functions\.\{1\}.*?'([a-z-]+\d?)'/.exec(text) ?? [];
    return `${container} → ${name}`;
  });
}

describe('events of new blobs', () => {
  it('go to the functions that the code registers for these containers: a name that no function has would lose them silently', async () => {
    process.env.MAILFLOW_SHARDS = '["0-127","128-255"]';
    await import('../../functions/index.js');
    const triggered = registry.functions.filter(({ trigger }) => trigger.type === 'blobTrigger');
    const registered = triggered.map(({ name, trigger }) => `${String(trigger.path).split('/')[0] ?? ''} → ${name}`);
    expect(registered).toHaveLength(4);
    expect(sent().sort()).toEqual(registered.sort());
  });

  it('are sent once the blob is whole, tried for a day, then put aside', () => {
    for (const { properties } of subscriptions) {
      expect(properties).toMatchObject({
        filter: {
          includedEventTypes: ['Microsoft.Storage.BlobCreated'],
          advancedFilters: [{ operatorType: 'StringIn', key: 'data.api', values: ['PutBlob', 'PutBlockList'] }],
        },
        retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
        deadLetterWithResourceIdentity: { deadLetterDestination: { properties: { blobContainerName: 'dead-letters' } } },
      });
    }
  });

  it('reach the host with a key that stays between Azure and Azure', () => {
    const [events, subscription] = withModules(readTemplate('infra/events.json'));
    expect(subscription?.parameters.webhook).toMatchObject({ type: 'securestring' });
    expect([events?.outputs, subscription?.outputs]).toEqual([undefined, undefined]);
  });
});
