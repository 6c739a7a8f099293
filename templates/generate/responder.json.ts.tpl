import { json, Topic } from 'kfw';
import { ApplicationResponder } from './application-responder.js';

/** Say here what the JSON holds. */
export interface {{className}}Message {
  readonly id: number;
}

@Topic('{{topic}}', { schema: json<{{className}}Message>() })
export class {{className}}Responder extends ApplicationResponder<{ {{topicKey}}: {{className}}Message }> {
  respond(message: {{className}}Message): void {
    this.respondTo('{{topic}}', message);
  }
}
