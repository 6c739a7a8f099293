import { {{kfwBase}}json, type Message, Payload } from 'kfw';
{{importBase}}
/** Say here what the JSON holds. */
export interface {{schemaClass}} {
  readonly id: number;
}

@Payload(json<{{schemaClass}}>())
export class {{className}}Consumer extends {{base}} {
  process(message: Message<{{schemaClass}}>): void {
    const { topic, partition, offset, payload } = message;
    this.logger.info({ topic, partition, offset, payload }, '{{topic}}');
  }
}
