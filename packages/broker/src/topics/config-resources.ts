/** The resources of the APIs about settings: a topic or the broker, by type and name. */
import { type BrokerState, nodeId } from '../broker-state.js';
import { errorCodes } from '../protocol/error-codes.js';
import { type Outcome, Refusal } from '../protocol/refusal.js';
import type { Topic } from './topic.js';
import type { ConfigOverrides } from './topic-configs.js';
import { mistakeInTopicName } from './topic-name.js';

export const resourceTypes = { topic: 2, broker: 4 } as const;

export interface ConfigResource {
  readonly type: number;
  readonly name: string;
}

export const resourceKey = ({ type, name }: ConfigResource): string => `${type} ${name}`;

/** Kafka's error for a resource that a request names more than once. */
export const repeatedResource: Outcome = {
  errorCode: errorCodes.INVALID_REQUEST,
  errorMessage: 'Each resource must appear at most once.',
};

/** Sets a topic's settings to the result of `change`; with `validateOnly` it only checks whether that is possible. */
export async function alterResource(
  resource: ConfigResource,
  names: readonly string[],
  validateOnly: boolean,
  broker: BrokerState,
  change: (topic: Pick<Topic, 'overrides'> | undefined) => ConfigOverrides,
): Promise<void> {
  const { type, name } = resource;
  if (type === resourceTypes.broker) refuseBroker(name, names);
  if (type !== resourceTypes.topic) throw new Refusal(errorCodes.INVALID_REQUEST, `Unknown resource type ${type}`);
  if (name === '') throw new Refusal(errorCodes.INVALID_REQUEST, 'Default topic resources are not allowed.');
  const mistake = mistakeInTopicName(name);
  if (mistake !== undefined) throw new Refusal(errorCodes.INVALID_TOPIC_EXCEPTION, mistake);
  const topic = broker.topics.find(name);
  const overrides = change(topic);
  if (topic === undefined) {
    throw new Refusal(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `The topic '${name}' does not exist.`);
  }
  if (!validateOnly) await broker.topics.configure(topic, overrides);
}

/** The broker's settings are its options and cannot be changed. */
function refuseBroker(name: string, names: readonly string[]): never {
  if (name !== '' && !/^[+-]?\d+$/.test(name)) {
    throw new Refusal(errorCodes.INVALID_REQUEST, `Node id must be an integer, but it is: ${name}`);
  }
  if (name !== '' && Number(name) !== nodeId) {
    throw new Refusal(errorCodes.INVALID_REQUEST, `Unexpected broker id, expected ${nodeId}, but received ${name}`);
  }
  const settings = names.join(', ');
  throw new Refusal(errorCodes.INVALID_REQUEST, `Cannot update these configs dynamically: Set(${settings})`);
}
