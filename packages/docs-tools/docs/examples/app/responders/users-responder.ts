import { Topic } from 'kfw';
import { UserEvent } from '../schemas/user-event.js';
import { ApplicationResponder } from './application-responder.js';

/** Tells the topic `users` what happened to a user. Events of one user keep their order: the id is the key. */
@Topic('users', { schema: UserEvent })
export class UsersResponder extends ApplicationResponder<{ users: UserEvent }> {
  respond(event: UserEvent): void {
    this.respondTo('users', event, { key: String(event.payload.id) });
  }
}
