/**
 * Debian's Prometheus scrapes real servers with the alert rules of the package, at a twentieth of their times. Afterwards every query of
 * the dashboard is asked about the same run.
 */
import { expect } from '@jest/globals';
import type { World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { Alerts } from '../src/alerting/alerts.js';
import { panelValues } from '../src/alerting/dashboard-queries.js';
import { faults, faultyServers } from '../src/alerting/faulty-servers.js';
import { hurriedRules } from '../src/alerting/hurried-rules.js';
import { startPrometheus } from '../src/alerting/prometheus.js';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { bootApp } from '../src/apps/start-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [120],
  'each alert rule fires for its cause, and is quiet without it',
  async (world) => {
    const doomed = await startDisposableCluster(world);
    const servers = await faultyServers(world, doomed.brokers);
    const { topics, folder } = servers;
    const app = await idleApp(world);
    const many = (count: number, payload: string) => Array.from({ length: count }, () => payload);
    await deliverTexts(app, topics.hanging, many(200, 'x'.repeat(1_000)), { partition: 0 });
    await deliverTexts(app, topics.waiting, ['until the database is back']);
    const running = new Map(faults.map((fault) => [fault, servers.start(fault)]));
    for (const fault of faults) await running.get(fault)?.logged('partitions.assigned');

    const rules = await hurriedRules();
    const prometheus = await startPrometheus(world, { targets: servers.addresses, rules: rules.text });
    const alerts = new Alerts(world, prometheus);
    await prometheus.has(`count(kfw_info) == ${faults.length}`);
    await deliverTexts(app, topics.failing, ['dead', 'skipped']);
    await deliverTexts(app, topics.blocking, many(4, 'for over a second'), { partition: 0 });
    // The broker of one server is killed when the server has work in memory.
    await prometheus.has('sum(kfw_consumer_messages_total{instance="cut"}) > 20');
    await doomed.kill();
    // A member that is blocked would leave its groups.
    await alerts.firing('KfwEventLoopBlocked');
    await alerts.during('KfwRebalancingOften', () => visit(world, folder.name, topics.restless));
    await alerts.firing(
      'KfwPartitionsStalled',
      'KfwLagGrowing',
      'KfwBufferFull',
      'KfwDeadLetters',
      'KfwWaitingForOutage',
      'KfwCommitsFailing',
      'KfwMessagesLost',
      'KfwMemberMissing',
      'KfwGroupRestarting',
    );

    const values = await panelValues(prometheus, 120);

    const restart = async () => {
      const started = await prometheus.has('kfw_process_start_time_seconds{instance="troubled"}');
      const server = running.get('troubled');
      server?.signal('SIGKILL');
      await server?.ended;
      running.set('troubled', servers.start('troubled'));
      await prometheus.has(`kfw_process_start_time_seconds{instance="troubled"} > ${started.value}`);
    };
    await alerts.during('KfwProcessRestarting', restart);
    // The backlog is asked for when a server starts.
    await alerts.firing('KfwDeadLetterBacklog');

    running.get('troubled')?.signal('SIGKILL');
    await prometheus.has('ALERTS{alertname="KfwNotScraped", alertstate="firing", instance="troubled"}');
    const fired = await alerts.fired();
    for (const server of running.values()) server.signal('SIGKILL');
    await prometheus.has('ALERTS{alertname="KfwNothingExported", alertstate="firing"}');
    await alerts.firing(...rules.alerts);

    const healthy = ['healthy', `${folder.name}_healthy`, topics.users];
    expect(fired.filter((labels) => Object.values(labels).some((value) => healthy.includes(value)))).toEqual([]);
    print(`Alerts that fired on ${world.cluster.kind}`, fired);
    print(`Panels on ${world.cluster.kind}, by row, panel and query: series with a number, the largest`, values);
    expect(values.filter(({ series }) => series === 0)).toEqual([]);
  },
  { timeoutMs: 240_000 },
);

/** A member of the same group joins and leaves again. */
async function visit(world: World, clientId: string, restless: string): Promise<void> {
  @Payload(text())
  class Guest extends Consumer {
    process(): void {}
  }
  const guest = await bootApp(world, {
    clientId,
    routes: drawRoutes(({ consumerGroup }) =>
      consumerGroup('restless', ({ topic }) => topic(restless, { consumer: Guest })),
    ),
  });
  const server = guest.createServer();
  const assigned = world.event(guest.monitor, 'partitions.assigned');
  void server.start();
  await assigned;
  server.stop('the visit is over');
  await server.ended;
}

function print(title: string, rows: readonly object[]): void {
  process.stdout.write(`${title}\n${rows.map((row) => Object.values(row).join(' | ')).join('\n')}\n`);
}
