/**
 * The Avro writers of an app: for the values and keys of every topic that its responders declare, those in `app/` and
 * those that only a route names.
 */
import { AvroWriter } from '@kfw/avro';
import type { ResponderClass } from '@kfw/core/internal';
import type { BootedApp } from '../../app/booted-app.js';
import { isResponder } from '../../boot/app-classes.js';

/** One writer for each subject and schema, by subject. */
export function writtenSchemas({ classes, plan, responders }: BootedApp): AvroWriter[] {
  const routed = plan.groups.flatMap(({ topics }) => topics.map(({ responder }) => responder));
  const all = new Set<ResponderClass>([...Object.values(classes), ...routed].filter(isResponder));
  const found = new Map<string, AvroWriter>();
  for (const responder of all) {
    for (const { value, key } of responders.planOf(responder).topics.values()) {
      for (const writer of [value, key]) {
        if (!(writer instanceof AvroWriter)) continue;
        const { subject, definition } = writer.version;
        found.set(`${subject} ${JSON.stringify(definition)}`, writer);
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, writer]) => writer);
}
