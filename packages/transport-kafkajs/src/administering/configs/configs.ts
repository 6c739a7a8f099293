/**
 * Configurations of topics and brokers: one request for all topics, and one to each broker whose own configuration is
 * concerned.
 */
import type { ConfigChange, ConfigDescription, ConfigEntry, ConfigSource } from '@kfw/core';
import { type AdminCodecs, requestWithCodec } from '../../kafkajs/admin-codecs.js';
import { requestEncoded } from '../../kafkajs/encoded-request.js';
import type { Broker } from '../../kafkajs/internals.js';
import { anyTopic, type ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import { type Outcomes, settleByBroker } from '../requests/settle-items.js';
import { incrementalAlterConfigsRequest } from './encoding/config-changes.js';
import { resourceTypes } from './encoding/resource-types.js';

export type ConfigResource = Pick<ConfigDescription, 'type' | 'name'>;

/** Kafka's sources of values, by their numbers. */
const sources: readonly ConfigSource[] = ['unknown', 'topic', 'broker', 'clusterDefault', 'static', 'default'];

/** Stands for any broker in the requests by broker. */
const anyBroker = -1;

export function resourceKey({ type, name }: ConfigResource): string {
  return `${resourceTypes[type]} ${name}`;
}

export function describedConfigs(
  requests: ClusterRequests,
  resources: readonly ConfigResource[],
): Promise<Outcomes<readonly ConfigEntry[]>> {
  return settleResources(requests, resources, 'toAny', describe);
}

/** All keys of each, or the named ones. */
async function describe(
  broker: Broker,
  resources: readonly (ConfigResource & { readonly keys?: readonly string[] })[],
): Promise<Outcomes<readonly ConfigEntry[]>> {
  const wanted = resources.map(({ type, name, keys = [] }) => ({ type: resourceTypes[type], name, configNames: keys }));
  const response = await requestWithCodec(broker, 'DescribeConfigs', { resources: wanted });
  return new Map(
    response.resources.map(({ errorCode, errorMessage, resourceType, resourceName, configEntries }) => [
      `${resourceType} ${resourceName}`,
      errorOf(errorCode, errorMessage) ?? configEntries.map(entryOf),
    ]),
  );
}

export function alteredConfigs(requests: ClusterRequests, changes: readonly ConfigChange[]): Promise<Outcomes<true>> {
  return settleResources(requests, changes, 'toController', async (broker, ofBroker) => {
    const request = incrementalAlterConfigsRequest(ofBroker);
    const { results } = await requestEncoded(broker, request, requests.limits.requestTimeoutMs);
    return new Map(
      results.map(({ errorCode, errorMessage, type, name }) => [
        `${type} ${name}`,
        errorOf(errorCode, errorMessage) ?? true,
      ]),
    );
  });
}

/** Whether a broker shows these changes of topics. */
export async function areVisible(broker: Broker, changes: readonly ConfigChange[]): Promise<boolean> {
  const described = await describe(
    broker,
    changes.map(({ type, name, set }) => ({ type, name, keys: Object.keys(set) })),
  );
  return changes.every((change) => {
    const entries = described.get(resourceKey(change));
    return entries === undefined || entries instanceof Error || shows(entries, change);
  });
}

function shows(entries: readonly ConfigEntry[], { set }: ConfigChange): boolean {
  const own = new Map(entries.filter(({ source }) => source === 'topic').map(({ name, value }) => [name, value]));
  return Object.entries(set).every(([name, value]) => (own.get(name) ?? null) === value);
}

function settleResources<Resource extends ConfigResource, Value>(
  requests: ClusterRequests,
  resources: readonly Resource[],
  ofTopics: 'toAny' | 'toController',
  send: (broker: Broker, resources: readonly Resource[]) => Promise<Outcomes<Value>>,
): Promise<Outcomes<Value>> {
  return requests.settle(resources, {
    keyOf: resourceKey,
    attempt: (pending) =>
      settleByBroker(Map.groupBy(pending, brokerOf), resourceKey, (nodeId, ofBroker) => {
        const request = (broker: Broker) => send(broker, ofBroker);
        return nodeId === anyBroker ? requests[ofTopics](request) : toBrokerInCluster(requests, nodeId, request);
      }),
  });
}

/** A broker that a user names may not exist: there is nothing to wait for. */
async function toBrokerInCluster<Result>(
  requests: ClusterRequests,
  nodeId: number,
  send: (broker: Broker) => Promise<Result>,
): Promise<Result> {
  const { brokers } = await requests.metadata([anyTopic]);
  if (!brokers.some((broker) => broker.nodeId === nodeId))
    throw new Error(`the cluster has brokers ${brokers.map((broker) => broker.nodeId).join(', ')} now`);
  return requests.toBroker(nodeId, send);
}

/** Without a number it is the default of all brokers, which is not kept by one of them. */
function brokerOf({ type, name }: ConfigResource): number {
  return type === 'broker' && /^\d+$/.test(name) ? Number(name) : anyBroker;
}

type DescribedEntry = AdminCodecs['DescribeConfigs']['response']['resources'][number]['configEntries'][number];

function entryOf({ configName, configValue, readOnly, configSource, isSensitive }: DescribedEntry): ConfigEntry {
  return {
    name: configName,
    value: configValue,
    source: sources[configSource] ?? 'unknown',
    readOnly,
    sensitive: isSensitive,
  };
}
