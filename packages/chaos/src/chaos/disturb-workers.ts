/**
 * The disturbances of workers: SIGKILL, SIGSTOP for a moment or for longer than their session, and a fourth one that joins and
 * leaves. The same happens to the workers of every contender at the same time.
 */

import type { Random } from '@kfw/test-cluster';
import type { Contender } from './contender.js';
import type { Exclusive } from './exclusive.js';
import { interruptibleWait } from './interruptible-wait.js';
import type { Journal } from './journal.js';
import type { WorkerProcess } from './worker-process.js';

export interface WorkerChaos {
  readonly contenders: readonly Contender[];
  readonly journal: Journal;
  readonly random: Random;
  readonly exclusive: Exclusive;
  readonly sessionTimeoutMs: number;
  /** Ends the chaos, after the disturbance that is running. */
  readonly signal: AbortSignal;
}

const cards = ['kill', 'kill', 'stop', 'long stop', 'guest'] as const;

export async function disturbWorkers(chaos: WorkerChaos): Promise<void> {
  const { random, exclusive, signal } = chaos;
  const deck = random.deck(cards);
  for (;;) {
    await interruptibleWait(random.between(1_000, 5_000), signal);
    if (signal.aborted) return;
    await exclusive.run(() => disturb(deck.next().value, chaos));
  }
}

async function disturb(card: (typeof cards)[number], chaos: WorkerChaos): Promise<void> {
  const { random, sessionTimeoutMs, signal } = chaos;
  if (signal.aborted) return;
  const number = random.between(0, 2);
  const chosen = chaos.contenders.map(({ members }) => members[number]).filter((member) => member !== undefined);
  switch (card) {
    case 'kill':
      return kill(chosen, random.between(0, 3_000), chaos);
    case 'stop':
      return freeze(chosen, random.between(200, sessionTimeoutMs / 2), chaos);
    case 'long stop':
      return freeze(chosen, sessionTimeoutMs + random.between(1_000, 5_000), chaos);
    case 'guest':
      return invite(random.between(3_000, 8_000), chaos);
  }
}

async function kill(workers: readonly WorkerProcess[], downMs: number, chaos: WorkerChaos): Promise<void> {
  const { journal, signal } = chaos;
  journal.print(`SIGKILL of ${namesOf(workers)}, back in ${downMs} ms`);
  await Promise.all(
    workers.map(async (worker) => {
      const at = Date.now();
      const of = await worker.kill();
      if (of !== 0) journal.add({ kind: 'worker-killed', at, until: Date.now(), of });
    }),
  );
  await interruptibleWait(downMs, signal);
  for (const worker of workers) worker.start();
}

async function freeze(workers: readonly WorkerProcess[], forMs: number, chaos: WorkerChaos): Promise<void> {
  const { journal, signal } = chaos;
  journal.print(`SIGSTOP of ${namesOf(workers)} for ${forMs} ms`);
  const at = Date.now();
  const pids = workers.map(({ pid }) => pid);
  for (const worker of workers) worker.freeze();
  await interruptibleWait(forMs, signal);
  for (const worker of workers) worker.thaw();
  const until = Date.now();
  for (const of of pids) journal.add({ kind: 'worker-frozen', at, until, of });
}

async function invite(forMs: number, { contenders, journal, signal }: WorkerChaos): Promise<void> {
  const guests = contenders.map(({ guest }) => guest);
  journal.print(`${namesOf(guests)} joins for ${forMs} ms`);
  for (const guest of guests) {
    guest.start();
    const at = Date.now();
    journal.add({ kind: 'member-joined', at, until: at, of: guest.pid });
  }
  // One that never runs is reported, and asked to leave all the same.
  await Promise.all(guests.map((guest) => guest.runs().catch(({ message }: Error) => journal.print(message))));
  await interruptibleWait(forMs, signal);
  await Promise.all(
    guests.map(async (guest) => {
      const at = Date.now();
      const { pid } = guest;
      const how = await guest.leave();
      journal.add({ kind: how === 0 ? 'member-left' : 'worker-ended', at, until: Date.now(), of: pid });
      if (how !== 0) journal.print(`${guest.name} did not leave in order: ${how}`);
    }),
  );
}

const namesOf = (workers: readonly WorkerProcess[]): string => workers.map(({ name }) => name).join(', ');
