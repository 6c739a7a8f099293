import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const sessionTimeoutMs = 3_000;

const routes = `import { drawRoutes } from 'kfw';
import { DoomedConsumer } from '../app/consumers/doomed-consumer.js';

export default drawRoutes(({ topic }) => topic(process.env.SOURCE ?? '', { consumer: DoomedConsumer }));
`;
/** It finishes three messages of its partition, is at work on the fourth, and never sees the fifth. */
const doomedConsumer = `import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class DoomedConsumer extends ApplicationConsumer {
  async process({ partition, offset }: Message<string>): Promise<void> {
    this.logger.info({ event: 'began', partition, offset }, 'began');
    if (offset === 3) await new Promise(() => {});
  }
}
`;

scenario(
  [50],
  "a killed member's partitions are taken over after the session timeout, from its last commit",
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const taken = world.inbox<{ partition: number; offset: number }>('messages of the survivor');
    @Payload(text())
    class Survivor extends Consumer {
      process({ partition, offset }: Message<string>): void {
        taken.push({ partition, offset });
      }
    }
    const folder = await makeAppFolder(world, {
      files: { 'config/routes.ts': routes, 'app/consumers/doomed-consumer.ts': doomedConsumer },
    });
    const config = `development:
  clientId: ${folder.name}
  brokers: ['${world.cluster.brokers}']
  registry:
    url: ${world.cluster.registry}
  consumer:
    sessionTimeoutMs: ${sessionTimeoutMs}
    heartbeatIntervalMs: 300
    commitIntervalMs: 50
`;
    await folder.write({ 'config/kafka.yml': config });
    const { app, monitor } = await startApp(world, {
      clientId: folder.name,
      settings: { consumer: { sessionTimeoutMs, heartbeatIntervalMs: 300 } },
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Survivor })),
    });
    const revoked = world.event(monitor, 'partitions.revoked');
    const doomed = folder.kfw(['server'], { env: { SOURCE: topic } });
    const [moved] = (await revoked).partitions;
    const partition = moved?.partition ?? Number.NaN;

    await deliverTexts(app, topic, ['a', 'b', 'c', 'd', 'e'], { partition });
    await doomed.logged('began', ({ offset }) => offset === 3);
    const last = await world.until('the commit of the first three', async () => {
      const offsets = await app.admin.groupOffsets(`${folder.name}_app`, [topic]);
      const { offset } = offsets.find((each) => each.partition === partition) ?? {};
      return offset === 3 ? offset : undefined;
    });
    const assigned = world.event(monitor, 'partitions.assigned', () => true, 10 * sessionTimeoutMs);
    const killedAt = performance.now();
    doomed.signal('SIGKILL');
    expect(await doomed.ended).toBe('SIGKILL');
    // While the group does not know, the survivor continues with its partitions.
    await deliverTexts(app, topic, ['other'], { partition: 1 - partition });
    await taken.atLeast(1);

    expect((await assigned).partitions).toEqual([{ topic, partition }]);
    // The broker last heard of it at most a heartbeat before it died.
    expect(performance.now() - killedAt).toBeGreaterThan(sessionTimeoutMs / 2);
    await taken.atLeast(3);
    expect(taken.items).toEqual([
      { partition: 1 - partition, offset: 0 },
      { partition, offset: last },
      { partition, offset: last + 1 },
    ]);
  },
  { timeoutMs: 120_000 },
);
