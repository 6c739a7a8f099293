import { Topic } from 'kfw';
import { {{schemaClass}} } from '../schemas/{{schemaFile}}.js';
import { ApplicationResponder } from './application-responder.js';

@Topic('{{topic}}', { schema: {{schemaClass}} })
export class {{className}}Responder extends ApplicationResponder<{ {{topicKey}}: {{schemaClass}} }> {
  respond(event: {{schemaClass}}): void {
    this.respondTo('{{topic}}', event);
  }
}
