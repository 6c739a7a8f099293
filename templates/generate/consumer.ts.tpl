import { type Message, Payload } from 'kfw';
import { {{schemaClass}} } from '../schemas/{{schemaFile}}.js';
import { ApplicationConsumer } from './application-consumer.js';

@Payload({{schemaClass}})
export class {{className}}Consumer extends ApplicationConsumer {
  process(message: Message<{{schemaClass}}>): void {
    const { topic, partition, offset, payload } = message;
    this.logger.info({ topic, partition, offset, payload }, '{{topic}}');
  }
}
