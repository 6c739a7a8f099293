import { json, {{kfwBase}}Topic } from 'kfw';
{{importBase}}
/** Say here what the JSON holds. */
export interface {{schemaClass}} {
  readonly id: number;
}

@Topic('{{topic}}', { schema: json<{{schemaClass}}>() })
export class {{className}}Responder extends {{base}}<{ {{topicKey}}: {{schemaClass}} }> {
  respond(message: {{schemaClass}}): void {
    this.respondTo('{{topic}}', message{{key}});
  }
}
