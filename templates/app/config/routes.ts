/** Which consumer handles which topic. `npx kfw routes` shows the result. */
import { drawRoutes, isOutage } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';
import { UserEvent } from '../app/schemas/user-event.js';

export default drawRoutes(({ consumerGroup, defaults }) => {
  // While a database or a service is down, messages wait for it. Without this line they fail like any other; see
  // docs/guides/dead-letters.md in kfw for when to take it out (messages that each call another host).
  defaults({ errors: { outage: [isOutage] } });
  consumerGroup('example', (group) => {
    group.topic('users', { consumer: UsersConsumer, schema: UserEvent });
  });
});
