import { drawRoutes } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';
import { UserEvent } from '../app/schemas/user-event.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => {
    group.topic('users', { consumer: UsersConsumer, schema: UserEvent });
  });
});
