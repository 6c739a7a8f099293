/** The calls of the admin about configurations. */
import type { Admin, ConfigChange, ConfigDescription, ItemResult } from '@kfw/core';
import type { AdminCalls } from '../requests/admin-calls.js';
import { onCluster, onTopic, type Refused } from '../requests/refusals.js';
import { untilVisible } from '../requests/until-visible.js';
import { alteredConfigs, areVisible, type ConfigResource, describedConfigs, resourceKey } from './configs.js';

export class ConfigAdministration {
  constructor(private readonly calls: Pick<AdminCalls, 'run' | 'values' | 'errorOf'>) {}

  describe(resources: Parameters<Admin['describeConfigs']>[0]): Promise<ConfigDescription[]> {
    return this.calls.run({ action: 'describe configurations' }, async (requests) => {
      const outcomes = await describedConfigs(requests, resources);
      const entries = this.calls.values(resources, resourceKey, outcomes, (resource) =>
        refused(resource, 'describe', 'DescribeConfigs'),
      );
      return resources.map(({ type, name }, index) => ({ type, name, entries: entries[index] ?? [] }));
    });
  }

  alter(changes: readonly ConfigChange[]): Promise<ItemResult<ConfigResource>[]> {
    return this.calls.run({ action: 'alter configurations' }, async (requests) => {
      const outcomes = await alteredConfigs(requests, changes);
      const altered = changes.filter((change) => outcomes.get(resourceKey(change)) === true);
      const ofTopics = altered.filter(({ type }) => type === 'topic');
      if (ofTopics.length > 0) await untilVisible(requests, (broker) => areVisible(broker, ofTopics));
      return changes.map(({ type, name }) => ({
        type,
        name,
        ...this.calls.errorOf(
          outcomes.get(resourceKey({ type, name })),
          refused({ type, name }, 'alter', 'AlterConfigs'),
        ),
      }));
    });
  }
}

function refused({ type, name }: ConfigResource, verb: string, operation: string): Refused {
  const action = `${verb} the configuration of ${type} ${name}`;
  return type === 'broker'
    ? { action, needs: onCluster(operation) }
    : { action, topic: name, needs: onTopic(operation, name) };
}
