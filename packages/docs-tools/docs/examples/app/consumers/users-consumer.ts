import { type Message, Payload } from 'kfw';
import { UserEvent } from '../schemas/user-event.js';
import { ApplicationConsumer } from './application-consumer.js';

/** Logs the events of users. */
@Payload(UserEvent)
export class UsersConsumer extends ApplicationConsumer {
  process(message: Message<UserEvent>): void {
    const { topic, partition, offset, key, headers, timestamp, receivedAt, payload } = message;
    this.logger.info(
      { topic, partition, offset, key, headers, timestamp, receivedAt, payload },
      `${payload.eventName} of user ${payload.payload.id}`,
    );
  }
}
