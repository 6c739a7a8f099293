/**
 * Descriptions of groups of both protocols. DescribeGroups does not know groups of the consumer protocol (KIP-848) and
 * reports them as `Dead`, like groups that do not exist; those are requested again with ConsumerGroupDescribe.
 */
import type { GroupDescription } from '@kfw/core';
import { requestEncoded, supportedVersion } from '../../kafkajs/encoded-request.js';
import type { Broker } from '../../kafkajs/internals.js';
import { protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';
import {
  consumerGroupDescribeKey,
  consumerGroupDescribeRequest,
  consumerGroupDescribeVersions,
} from './encoding/consumer-group-descriptions.js';
import {
  type DescribedGroup,
  describeGroupsKey,
  describeGroupsRequest,
  describeGroupsVersions,
} from './encoding/group-descriptions.js';
import { type CoordinatorAddress, settleByCoordinator } from './group-coordinators.js';

/** What ConsumerGroupDescribe says of a group that is not of its protocol, and where the protocol is switched off. */
const notOfConsumers: ReadonlySet<string | undefined> = new Set(['GROUP_ID_NOT_FOUND', 'UNSUPPORTED_VERSION']);

export function describedGroups(
  requests: ClusterRequests,
  groups: readonly string[],
): Promise<Outcomes<GroupDescription>> {
  const { requestTimeoutMs } = requests.limits;
  return settleByCoordinator(requests, groups, async (broker, ofCoordinator, address) => {
    const described = await describe(broker, ofCoordinator, requestTimeoutMs);
    const unknown = [...described].filter(([, group]) => !(group instanceof Error) && group.state === 'Dead');
    const ofConsumers = await describeConsumerGroups(
      broker,
      unknown.map(([name]) => name),
      requestTimeoutMs,
    );
    return new Map(
      Array.from(described, ([name, classic]) => {
        const group = ofConsumers.get(name) ?? classic;
        const type = ofConsumers.has(name) ? 'consumer' : 'classic';
        return [name, group instanceof Error ? group : descriptionOf(group, type, address)];
      }),
    );
  });
}

async function describe(
  broker: Broker,
  groups: readonly string[],
  timeoutMs: number,
): Promise<Map<string, DescribedGroup | Error>> {
  const version = supportedVersion(broker, describeGroupsKey, describeGroupsVersions) ?? 0;
  const response = await requestEncoded(broker, describeGroupsRequest(groups, version), timeoutMs);
  return new Map(response.groups.map((each) => [each.group, errorOf(each.errorCode, each.errorMessage) ?? each]));
}

/** Those that are of the consumer protocol. */
async function describeConsumerGroups(
  broker: Broker,
  groups: readonly string[],
  timeoutMs: number,
): Promise<Map<string, DescribedGroup | Error>> {
  const version = supportedVersion(broker, consumerGroupDescribeKey, consumerGroupDescribeVersions);
  if (groups.length === 0 || version === undefined) return new Map();
  const response = await requestEncoded(broker, consumerGroupDescribeRequest(groups, version), timeoutMs);
  const found = new Map<string, DescribedGroup | Error>();
  for (const each of response.groups) {
    const error = errorOf(each.errorCode, each.errorMessage);
    if (error === undefined) found.set(each.group, each);
    else if (!notOfConsumers.has(protocolErrorOf(error))) found.set(each.group, error);
  }
  return found;
}

function descriptionOf(
  { group, state, protocolType, assignor, members }: DescribedGroup,
  type: GroupDescription['type'],
  address: CoordinatorAddress | undefined,
): GroupDescription {
  const { nodeId: id = -1, host = '', port = 0 } = address ?? {};
  const coordinator = { id, host, port };
  return { group, type, state, protocolType, assignor, coordinator, members };
}
