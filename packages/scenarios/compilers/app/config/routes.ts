import { drawRoutes } from 'kfw';
import { GreetingsConsumer } from '../app/consumers/greetings-consumer.js';
import { PeopleConsumer } from '../app/consumers/people-consumer.js';
import { greetings, people } from '../app/topics.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('all', ({ topic }) => {
    topic(people, { consumer: PeopleConsumer });
    topic(greetings, { consumer: GreetingsConsumer });
  });
});
