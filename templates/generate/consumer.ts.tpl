import { {{kfwBase}}type Message, Payload } from 'kfw';
import { {{schemaClass}} } from '../schemas/{{schemaFile}}.js';
{{importBase}}
@Payload({{schemaClass}})
export class {{className}}Consumer extends {{base}} {
  process(message: Message<{{schemaClass}}>): void {
    const { topic, partition, offset, payload } = message;
    this.logger.info({ topic, partition, offset, payload }, '{{topic}}');
  }
}
