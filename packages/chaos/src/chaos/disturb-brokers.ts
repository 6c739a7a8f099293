/**
 * What brokers go through: SIGKILL, and SIGSTOP for longer or shorter than the cluster waits for them. The next one goes only
 * when all copies are in sync again, so never two at once. Every other kill happens while all is well with the workers, and
 * nothing else happens until its partitions go on: those are timed.
 */

import type { Random } from '@kfw/test-cluster';
import type { BrokerNode, Brokers } from './brokers.js';
import { inputPartitions, type Party } from './contender.js';
import type { Calm } from './exclusive.js';
import { rest } from './interruptible.js';
import type { Journal } from './journal.js';
import { goOn, isAtRest } from './wait-for-progress.js';

export interface BrokerChaos {
  readonly brokers: Brokers;
  /** The first one's recovery is timed: kfw's. */
  readonly parties: readonly [Party, ...Party[]];
  readonly journal: Journal;
  readonly random: Random;
  readonly calm: Calm;
  readonly signal: AbortSignal;
}

const cards = ['kill alone', 'kill', 'stop', 'kill alone'] as const;
const heardWithinMs = 250;
const goOnWithinMs = 60_000;

export async function disturbBrokers(chaos: BrokerChaos): Promise<void> {
  const { random, signal, calm, brokers } = chaos;
  const deck = random.deck(cards);
  // Also the shortest run times one.
  let card: (typeof cards)[number] = 'kill alone';
  const order = random.deck([0, 1, 2]);
  for (;;) {
    await rest(random.between(3_000, 8_000), signal);
    if (signal.aborted) return;
    await brokers.allInSync();
    const node = brokers.node(order.next().value);
    if (card === 'stop') await freeze(node, chaos);
    else {
      if (card === 'kill') await kill(node, false, chaos);
      else await calm.alone(() => killAlone(node, chaos));
      await rest(random.between(1_000, 5_000), signal);
      await brokers.start(node);
    }
    card = deck.next().value;
  }
}

/** First the group must be at rest, whatever was done to workers before, and none is disturbed until all goes on. */
async function killAlone(node: BrokerNode, chaos: BrokerChaos): Promise<void> {
  const { parties, journal, signal, brokers } = chaos;
  const [party] = parties;
  const all = Array.from({ length: inputPartitions }, (_, partition) => partition);
  const well = await isAtRest(party, all, { since: Date.now(), withinMs: goOnWithinMs, signal });
  if (signal.aborted) return;
  if (!well) journal.tell(`${party.name} was not at rest within ${goOnWithinMs} ms`);
  await brokers.leadsAgain(node, party.input);
  const { partitions, at, leadersAt } = await kill(node, well, chaos);
  // A worker hears of an acknowledgement a little after the broker appended the message, whose time the checker reads.
  const again = await goOn(party, partitions, { since: leadersAt + heardWithinMs, withinMs: goOnWithinMs, signal });
  if (signal.aborted) return;
  const what = again ? `goes on ${Date.now() - leadersAt} ms later` : 'does not go on';
  journal.tell(`leaders without broker ${node.id} after ${leadersAt - at} ms, ${party.name} ${what}`);
  // What was handled first may have been appended before there were leaders, and acknowledged after: the next was not.
  await goOn(party, partitions, { since: Date.now(), withinMs: goOnWithinMs, signal });
}

async function kill(node: BrokerNode, alone: boolean, { brokers, parties, journal }: BrokerChaos) {
  const { led, partitions, groups } = await dutiesOf(node, brokers, parties);
  const what = `which leads ${partitions.length} of the input${groups.length > 0 ? ' and the group' : ''}`;
  journal.tell(`SIGKILL of broker ${node.id}, ${what}${alone ? ', alone' : ''}`);
  const at = Date.now();
  await node.kill('SIGKILL');
  const leadersAt = await brokers.othersLead(node, led);
  const incident = { at, until: leadersAt, of: node.id, partitions, groups, leadersAt, alone };
  journal.add({ kind: 'broker-killed', ...incident });
  return incident;
}

async function freeze(node: BrokerNode, { brokers, parties, journal, random, signal }: BrokerChaos): Promise<void> {
  const { partitions, groups } = await dutiesOf(node, brokers, parties);
  const forMs = random.between(1_000, 9_000);
  journal.tell(`SIGSTOP of broker ${node.id} for ${forMs} ms`);
  const at = Date.now();
  await node.kill('SIGSTOP');
  await rest(forMs, signal);
  await node.kill('SIGCONT');
  journal.add({ kind: 'broker-frozen', at, until: Date.now(), of: node.id, partitions, groups });
}

/** What a broker leads of everything and of the input, by its partitions, and the groups that it coordinates. */
async function dutiesOf(node: BrokerNode, brokers: Brokers, parties: BrokerChaos['parties']) {
  const led = await brokers.ledBy(node);
  const partitions = led.filter(({ topic }) => topic === parties[0].input).map(({ partition }) => partition);
  const groups: string[] = [];
  for (const { group } of parties) if ((await brokers.coordinatorOf(group)) === node.id) groups.push(group);
  return { led, partitions, groups };
}
