import { Consumer, deliver, deliverAsync, json, type Message, OnShutdown, Payload, SubscribesTo } from 'kfw';
import { countryOf } from '../app/payments.js';

// #region consumer
interface PageView {
  id: string;
  address: string;
}

@SubscribesTo('pageviews', { pauseMs: 10_000 })
@Payload(json<PageView>())
export class GeoCodingConsumer extends Consumer {
  async process({ payload, isTombstone }: Message<PageView>): Promise<void> {
    if (isTombstone) return;
    const country = await countryOf(payload.address);
    await deliver('pageviews-with-country', { ...payload, country }, { key: payload.id });
  }

  @OnShutdown()
  protected teardown(): void {
    this.logger.info({}, 'closing');
  }
}
// #endregion

// #region producer
/** The counterpart of the two calls above: `deliver` waits for the brokers, `deliverAsync` only for the buffer. */
export async function comment(id: string, text: string): Promise<void> {
  await deliver('comments', { id, text }, { key: id });
  await deliverAsync('activity', { name: 'comment_created', comment: id });
}
// #endregion
