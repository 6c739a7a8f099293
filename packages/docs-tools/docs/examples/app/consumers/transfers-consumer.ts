import { type Batch, json, type Message, Payload } from 'kfw';
import { type Transfer, TransfersResponder } from '../responders/transfers-responder.js';
import { ApplicationConsumer } from './application-consumer.js';

// #region transactional
/** On a route with `transactional: true`: each transfer is booked exactly once. */
@Payload(json<Transfer>())
export class TransfersConsumer extends ApplicationConsumer {
  async process({ payload }: Message<Transfer>): Promise<void> {
    await TransfersResponder.call(payload);
  }
}
// #endregion

// #region from
@Payload(json<Transfer>())
export class TransferBatchesConsumer extends ApplicationConsumer {
  async consume(batch: Batch<Transfer>): Promise<void> {
    for (const message of batch) await TransfersResponder.call(message.payload, { from: message });
  }
}
// #endregion
