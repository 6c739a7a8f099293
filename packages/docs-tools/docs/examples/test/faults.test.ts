// #region broker
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { apiKeys, type Broker, startBroker } from '@kfw/broker';
import { Kafka, logLevel } from 'kafkajs';

let broker: Broker;
beforeEach(async () => {
  broker = await startBroker();
});
afterEach(() => broker.stop());

const client = () => new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
// #endregion

// #region fail
it('sends again when the leader has moved', async () => {
  const passAgain = broker.intercept(apiKeys.Produce, ({ fail }) => {
    passAgain();
    return fail('NOT_LEADER_OR_FOLLOWER');
  });
  const producer = client().producer();
  await producer.connect();
  const [sent] = await producer.send({ topic: 'orders', messages: [{ value: 'first' }] });
  expect(sent?.baseOffset).toBe('0');
  await producer.disconnect();
});
// #endregion

// #region freeze
it('sends once the broker responds again', async () => {
  const producer = client().producer();
  await producer.connect();
  broker.freeze();
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'first' }] });
  broker.thaw();
  const [sent] = await sending;
  expect(sent?.baseOffset).toBe('0');
  await producer.disconnect();
});
// #endregion
