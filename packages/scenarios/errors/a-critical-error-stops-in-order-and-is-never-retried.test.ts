import { expect } from '@jest/globals';
import { groupState, makeAppFolder } from '@kfw/test-cluster';
import { Consumer, CriticalError, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [25],
  'a thrown CriticalError, and any error at boot, stop the process in order and are never retried',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const calls = world.inbox<string>('calls');
    const elsewhere = Promise.withResolvers<void>();

    @Payload(text())
    class Worker extends Consumer {
      async process({ payload }: { payload: string }): Promise<void> {
        calls.push(`began ${payload}`);
        if (payload === 'slow') await elsewhere.promise;
        if (payload === 'critical') throw new CriticalError('the disk is full');
        calls.push(`ended ${payload}`);
      }
    }
    const { app, server, monitor } = await startApp(world, {
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Worker, pauseMs: 1, maxPauseMs: 1 })),
    });
    const group = app.plan.groups[0]?.id ?? '';
    const failed = world.events(monitor, 'consumer.failed');
    const stopping = world.event(monitor, 'app.stopping');
    await deliverTexts(app, topic, ['slow', 'never'], { partition: 1 });
    await calls.first('the slow one', (call) => call === 'began slow');
    await deliverTexts(app, topic, ['a', 'critical', 'b'], { partition: 0 });
    expect(await stopping).toEqual({ reason: 'the disk is full' });
    elsewhere.resolve();

    const { exitCode, error } = await world.waitFor('the end', server.ended);
    expect(exitCode).toBe(1);
    expect(error).toBeInstanceOf(CriticalError);
    expect(calls.items).toEqual(['began slow', 'began a', 'ended a', 'began critical', 'ended slow']);
    expect(failed.items).toMatchObject([{ partition: 0, offset: 1, attempt: 1, retryInMs: undefined }]);
    await app.connect();
    const offsets = await app.admin.groupOffsets(group, [topic]);
    expect(offsets.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => offset)).toEqual([1, 1]);
    expect(await groupState(world.cluster.brokers, group)).toBe('Empty');

    const boot = "export default () => {};\nthrow new RangeError('no such setting');\n";
    const folder = await makeAppFolder(world, { files: { 'config/routes.ts': boot } });
    const booted = folder.kfw(['server']);
    expect(await booted.ended).toBe(1);
    expect(booted.errorLines.items.join('\n')).toMatch(/no such setting/);
    expect(booted.log.items.filter(({ event }) => event === 'app.connected')).toEqual([]);
  },
  { timeoutMs: 120_000 },
);
