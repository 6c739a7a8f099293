import { {{kfwBase}}Topic } from 'kfw';
import { {{schemaClass}} } from '../schemas/{{schemaFile}}.js';
{{importBase}}
@Topic('{{topic}}', { schema: {{schemaClass}} })
export class {{className}}Responder extends {{base}}<{ {{topicKey}}: {{schemaClass}} }> {
  respond(event: {{schemaClass}}): void {
{{keyNote}}    this.respondTo('{{topic}}', event{{key}});
  }
}
