/**
 * The disturbances of brokers: SIGKILL, and SIGSTOP for longer or shorter than the cluster waits for them. The next one is
 * disturbed only when all copies are in sync again, so never two at once. Every other kill happens while all workers handle
 * messages, and nothing else happens until its partitions continue: those are timed.
 */

import type { Random } from '@kfw/test-cluster';
import type { BrokerNode, Brokers } from './brokers.js';
import { type Contender, inputPartitions } from './contender.js';
import type { Exclusive } from './exclusive.js';
import { interruptibleWait } from './interruptible-wait.js';
import type { Journal } from './journal.js';
import { waitForProgress, waitForProgressOfAll } from './wait-for-progress.js';

export interface BrokerChaos {
  readonly brokers: Brokers;
  /** The first one's recovery is timed: kfw's. */
  readonly contenders: readonly [Contender, ...Contender[]];
  readonly journal: Journal;
  readonly random: Random;
  readonly exclusive: Exclusive;
  readonly signal: AbortSignal;
}

const cards = ['kill alone', 'kill', 'stop', 'kill alone'] as const;
const reportedWithinMs = 250;
const progressWithinMs = 60_000;

export async function disturbBrokers(chaos: BrokerChaos): Promise<void> {
  const { random, signal, exclusive, brokers } = chaos;
  const deck = random.deck(cards);
  // Also the shortest run times one.
  let card: (typeof cards)[number] = 'kill alone';
  const order = random.deck([0, 1, 2]);
  for (;;) {
    await interruptibleWait(random.between(3_000, 8_000), signal);
    if (signal.aborted) return;
    await brokers.allInSync();
    const node = brokers.node(order.next().value);
    if (card === 'stop') await freeze(node, chaos);
    else {
      if (card === 'kill') await kill(node, false, chaos);
      else await exclusive.run(() => killAlone(node, chaos));
      await interruptibleWait(random.between(1_000, 5_000), signal);
      await brokers.start(node);
    }
    card = deck.next().value;
  }
}

/** First every worker must handle messages again, and no worker is disturbed until all partitions make progress. */
async function killAlone(node: BrokerNode, chaos: BrokerChaos): Promise<void> {
  const { contenders, journal, signal, brokers } = chaos;
  const [contender] = contenders;
  const all = Array.from({ length: inputPartitions }, (_, partition) => partition);
  const well = await waitForProgressOfAll(contender, all, { since: Date.now(), withinMs: progressWithinMs, signal });
  if (signal.aborted) return;
  if (!well) journal.print(`${contender.name} did not handle every partition within ${progressWithinMs} ms`);
  await brokers.leadsAgain(node, contender.input);
  const { partitions, at, leadersAt } = await kill(node, well, chaos);
  // A worker gets an acknowledgement a little after the broker appended the message, whose time the checker reads.
  const again = await waitForProgress(contender, partitions, {
    since: leadersAt + reportedWithinMs,
    withinMs: progressWithinMs,
    signal,
  });
  if (signal.aborted) return;
  const what = again ? `continues ${Date.now() - leadersAt} ms later` : 'does not continue';
  journal.print(`leaders without broker ${node.id} after ${leadersAt - at} ms, ${contender.name} ${what}`);
  // The first handled message may have been appended before there were leaders, and acknowledged after: the next was not.
  await waitForProgress(contender, partitions, { since: Date.now(), withinMs: progressWithinMs, signal });
}

async function kill(node: BrokerNode, alone: boolean, { brokers, contenders, journal }: BrokerChaos) {
  const { led, partitions, groups } = await dutiesOf(node, brokers, contenders);
  const what = `which leads ${partitions.length} of the input${groups.length > 0 ? ' and the group' : ''}`;
  journal.print(`SIGKILL of broker ${node.id}, ${what}${alone ? ', alone' : ''}`);
  const at = Date.now();
  await node.kill('SIGKILL');
  const leadersAt = await brokers.othersLead(node, led);
  const incident = { at, until: leadersAt, of: node.id, partitions, groups, leadersAt, alone };
  journal.add({ kind: 'broker-killed', ...incident });
  return incident;
}

async function freeze(node: BrokerNode, { brokers, contenders, journal, random, signal }: BrokerChaos): Promise<void> {
  const { partitions, groups } = await dutiesOf(node, brokers, contenders);
  const forMs = random.between(1_000, 9_000);
  journal.print(`SIGSTOP of broker ${node.id} for ${forMs} ms`);
  const at = Date.now();
  await node.kill('SIGSTOP');
  await interruptibleWait(forMs, signal);
  await node.kill('SIGCONT');
  journal.add({ kind: 'broker-frozen', at, until: Date.now(), of: node.id, partitions, groups });
}

/** The partitions that a broker leads, those of the input among them, and the groups that it coordinates. */
async function dutiesOf(node: BrokerNode, brokers: Brokers, contenders: BrokerChaos['contenders']) {
  const led = await brokers.ledBy(node);
  const partitions = led.filter(({ topic }) => topic === contenders[0].input).map(({ partition }) => partition);
  const groups: string[] = [];
  for (const { group } of contenders) if ((await brokers.coordinatorOf(group)) === node.id) groups.push(group);
  return { led, partitions, groups };
}
