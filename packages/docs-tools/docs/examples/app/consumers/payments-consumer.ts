import {
  AfterBatch,
  type Batch,
  BeforeBatch,
  CriticalError,
  type Message,
  OnAssigned,
  OnRevoked,
  OnShutdown,
  Payload,
} from 'kfw';
import { charge, closeLedger, flushLedger, openLedger } from '../orders.js';
import { OrderEvent } from '../schemas/order-event.js';
import { ApplicationConsumer } from './application-consumer.js';

// #region callbacks
@Payload(OrderEvent)
export class LedgerConsumer extends ApplicationConsumer {
  @OnAssigned()
  protected async open(): Promise<void> {
    await openLedger();
  }

  @BeforeBatch()
  protected announce(batch: Batch<OrderEvent>): void {
    this.logger.debug({ size: batch.size, behind: batch.highWatermark - batch.lastOffset - 1 }, 'a batch begins');
  }

  process(message: Message<OrderEvent>): void {
    this.logger.info({ offset: message.offset, total: message.payload.total }, 'booked');
  }

  @AfterBatch()
  protected async flush(): Promise<void> {
    await flushLedger();
  }

  @OnRevoked()
  @OnShutdown()
  protected async close(): Promise<void> {
    await closeLedger();
  }
}
// #endregion

// #region marking
@Payload(OrderEvent)
export class ImportConsumer extends ApplicationConsumer {
  async consume(batch: Batch<OrderEvent>): Promise<void> {
    for (const message of batch) {
      await charge(message.payload, { signal: this.signal });
      if (!this.markAsConsumed(message)) return; // Another member has the partition now.
    }
  }
}
// #endregion

// #region signal
@Payload(OrderEvent)
export class PaymentsConsumer extends ApplicationConsumer {
  async process(message: Message<OrderEvent>): Promise<void> {
    if (this.revoked) return;
    await charge(message.payload, { signal: this.signal });
  }
}
// #endregion

// #region critical
@Payload(OrderEvent)
export class AuditConsumer extends ApplicationConsumer {
  process({ payload }: Message<OrderEvent>): void {
    if (payload.total.startsWith('-')) throw new CriticalError(`order ${payload.id} has a negative total`);
  }
}
// #endregion
