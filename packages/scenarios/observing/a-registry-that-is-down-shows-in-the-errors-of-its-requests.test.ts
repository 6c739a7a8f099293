import { expect } from '@jest/globals';
import { drawRoutes, Responder, Topic } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { TcpGate } from '../src/network/tcp-gate.js';
import { valuesOf } from '../src/observing/values-of.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'a registry that is down shows in the errors of its requests', async (world) => {
  const users = await world.createTopic('users');
  const gate = await TcpGate.before(world, world.cluster.registry);
  @Topic(users, { schema: UserEvent })
  class UsersResponder extends Responder {
    respond(event: UserEvent): void {
      this.respondTo(users, event);
    }
  }
  const app = await bootApp(world, {
    routes: drawRoutes(({ topic }) => {
      topic(world.name('nothing'), { consumer: IdleConsumer, responder: UsersResponder, active: false });
    }),
    env: { KFW_REGISTRY_URL: gate.url },
  });
  const none = { noResponse: 0, unavailable: 0, unauthorized: 0, invalidResponse: 0 };
  expect(valuesOf(app.monitor, 'kfw_registry_request_errors_total')).toEqual(none);
  await app.connect();
  useResponders(world, app);
  const requests = () => valuesOf(app.monitor, 'kfw_registry_request_seconds')[''] ?? Number.NaN;
  const before = requests();
  expect(before).toBeGreaterThan(0);
  await gate.close();
  await expect(UsersResponder.call(userEvent('first', 0))).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
  const failed = requests() - before;
  expect(failed).toBeGreaterThan(0);
  expect(valuesOf(app.monitor, 'kfw_registry_request_errors_total')).toEqual({ ...none, noResponse: failed });

  await gate.open();
  await UsersResponder.call(userEvent('first', 0));
  expect(requests()).toBeGreaterThan(before + failed);
  expect(valuesOf(app.monitor, 'kfw_registry_request_errors_total')).toEqual({ ...none, noResponse: failed });
});
