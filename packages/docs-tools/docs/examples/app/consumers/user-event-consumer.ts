import { type Message, Payload, SubscribesTo } from 'kfw';
import { UserEvent } from '../schemas/user-event.js';
import { ApplicationConsumer } from './application-consumer.js';

@SubscribesTo('user_event', { maxMessages: 100 })
@Payload(UserEvent)
export class UserEventConsumer extends ApplicationConsumer {
  process({ payload }: Message<UserEvent>): void {
    this.logger.info({ eventName: payload.eventName }, 'a user event');
  }
}
