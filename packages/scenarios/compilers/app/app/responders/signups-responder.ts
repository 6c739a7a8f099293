import { Responder, Topic } from 'kfw';
import { Person } from '../person.js';
import { people } from '../topics.js';

@Topic(people, { schema: Person })
export class SignupsResponder extends Responder<{ [people]: Person }> {
  respond(person: Person): void {
    this.respondTo(people, person, { key: person.name });
  }
}
