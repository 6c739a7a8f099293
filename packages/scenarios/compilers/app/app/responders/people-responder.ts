import { Responder, Topic, text } from 'kfw';
import type { Person } from '../person.js';
import { audits, greetings } from '../topics.js';

/** Several topics, one of which is not required. */
@Topic(greetings, { schema: text(), multiple: true })
@Topic(audits, { schema: text(), required: false })
export class PeopleResponder extends Responder<{ [greetings]: string; [audits]: string }> {
  respond({ name }: Person): void {
    for (const word of ['Hello', 'Welcome']) this.respondTo(greetings, `${word}, ${name}!`, { partition: 0 });
  }
}
