import { Topic } from 'kfw';
import { UserEvent } from '../schemas/user-event.js';
import { ApplicationResponder } from './application-responder.js';

/** Publishes events of users to the topic `users`. Events of one user keep their order: the id is the key. */
@Topic('users', { schema: UserEvent })
export class UsersResponder extends ApplicationResponder<{ users: UserEvent }> {
  respond(event: UserEvent): void {
    this.respondTo('users', event, { key: String(event.payload.id) });
  }
}
