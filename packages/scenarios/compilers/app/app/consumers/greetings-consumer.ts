import { type Batch, Payload, text } from 'kfw';
import { trace } from '../trace.js';
import { ApplicationConsumer } from './application-consumer.js';

/** A handler for batches. */
@Payload(text())
export class GreetingsConsumer extends ApplicationConsumer {
  protected override readonly who = 'greetings';

  consume(batch: Batch<string>): void {
    for (const { payload } of batch) trace(this.who, payload);
  }
}
