import { json, type Message, Payload } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

/** Say here what the JSON holds. */
export interface {{className}}Payload {
  readonly id: number;
}

@Payload(json<{{className}}Payload>())
export class {{className}}Consumer extends ApplicationConsumer {
  process(message: Message<{{className}}Payload>): void {
    const { topic, partition, offset, payload } = message;
    this.logger.info({ topic, partition, offset, payload }, '{{topic}}');
  }
}
