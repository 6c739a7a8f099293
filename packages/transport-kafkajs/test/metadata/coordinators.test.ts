import { describe, expect, it } from '@jest/globals';
import type { Broker, Connection } from '../../src/kafkajs/internals.js';
import { createErrorFromCode } from '../../src/kafkajs/kafkajs-errors.js';
import { Coordinators } from '../../src/metadata/coordinators.js';

/** A cluster whose coordinator is the first of these, until it is looked for again. */
function clusterWith(...coordinators: number[]) {
  const asked: string[] = [];
  const unknown = new Set<number>();
  const brokers = {
    requestFromAny: async <Answer>(requestFromAny: (broker: Broker) => Promise<Answer>): Promise<Answer> =>
      requestFromAny({
        findGroupCoordinator: async ({ groupId, coordinatorType }: { groupId: string; coordinatorType: number }) => {
          asked.push(`find ${coordinatorType} ${groupId}`);
          return { coordinator: { nodeId: coordinators.shift() } };
        },
      } as unknown as Broker),
    connectionTo: async (nodeId: number) => {
      asked.push(`connect ${nodeId}`);
      if (unknown.has(nodeId)) throw Object.assign(new Error('not known'), { name: 'KafkaJSBrokerNotFound' });
      return { broker: { nodeId } as Broker, connection: {} as Connection };
    },
    metadata: async () => {
      asked.push('metadata');
      unknown.clear();
      return { topicMetadata: [] };
    },
  };
  return { coordinators: new Coordinators(brokers), asked, unknown };
}

const nodeOf = async ({ broker }: { broker: Broker }) => broker.nodeId;
const failWith = (error: Error) => async (): Promise<never> => {
  throw error;
};
const group = { group: 'g' };

describe('coordinators', () => {
  it('are looked up once, those of groups and of transactional ids separately', async () => {
    const { coordinators, asked } = clusterWith(1, 2);
    expect(await coordinators.request(group, nodeOf)).toBe(1);
    expect(await coordinators.request({ transactionalId: 'g' }, nodeOf)).toBe(2);
    expect(await coordinators.request(group, nodeOf)).toBe(1);
    expect(asked).toEqual(['find 0 g', 'connect 1', 'find 1 g', 'connect 2', 'connect 1']);
  });

  it.each([
    ['is another by now', createErrorFromCode(16)],
    ['is not there', createErrorFromCode(15)],
    ['does not answer', new Error('the connection was closed')],
  ])('are looked for again when one %s', async (_what, error) => {
    const { coordinators } = clusterWith(1, 2);
    await expect(coordinators.request(group, failWith(error))).rejects.toBe(error);
    expect(await coordinators.request(group, nodeOf)).toBe(2);
  });

  it('are kept when one rejects a request', async () => {
    const { coordinators } = clusterWith(1, 2);
    await expect(coordinators.request(group, failWith(createErrorFromCode(22)))).rejects.toThrow();
    expect(await coordinators.request(group, nodeOf)).toBe(1);
  });

  it('are found even if their broker has joined the cluster since', async () => {
    const { coordinators, asked, unknown } = clusterWith(3);
    unknown.add(3);
    expect(await coordinators.request(group, nodeOf)).toBe(3);
    expect(asked).toEqual(['find 0 g', 'connect 3', 'metadata', 'connect 3']);
  });
});
