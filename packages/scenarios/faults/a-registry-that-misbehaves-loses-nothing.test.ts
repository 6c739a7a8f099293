/**
 * Registries that misbehave in every way of `misbehaviours.ts`, each for a while, under apps that consume and produce: what needs
 * no registry flows meanwhile; afterwards everything flows, in order, nothing is lost, and nothing is a dead letter.
 * `KFW_REGISTRY_MISBEHAVES_MS` says for how long each; two seconds belong to every run. Several ways run at the same
 * time, each on a registry and an app of its own.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Inbox, World } from '@kfw/test-cluster';
import { avro, Consumer, drawRoutes, type Message } from 'kfw';
import type { BootedApp } from 'kfw/internal';
import { startApp } from '../src/apps/start-app.js';
import { MisbehavingRegistry, type Way } from '../src/registry/misbehaving-registry.js';
import { ways } from '../src/registry/misbehaviours.js';
import { registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

const misbehavesMs = Number(process.env.KFW_REGISTRY_MISBEHAVES_MS ?? 2_000);
const atOnce = 8;
const settledMs = 60_000;

interface Note {
  number: number;
}

const note = { type: 'record', name: 'Note', fields: [{ name: 'number', type: 'int' }] } as const;
const Note = avro<Note>(note);

interface Seen {
  readonly topic: string;
  readonly partition: number;
  readonly number: number;
}

/** One app, one proxy before the registry, and two topics: its input and its output. */
class Bench {
  readonly waiting: number[] = [];
  readonly flowing: number[] = [];
  readonly delivered: number[] = [];
  #number = 0;

  constructor(
    private readonly world: World,
    private readonly app: BootedApp,
    private readonly registry: MisbehavingRegistry,
    private readonly topics: { readonly notes: string; readonly out: string },
    private readonly knownId: number,
    readonly seen: Inbox<Seen>,
  ) {}

  /** All is well: the schema that is known from now on comes by both partitions. */
  async warmUp(): Promise<void> {
    const { notes } = this.topics;
    await this.#arrived(notes, await this.#produce(0, this.knownId, this.waiting));
    await this.#arrived(notes, await this.#produce(1, this.knownId, this.flowing));
  }

  /** Misbehaves in that way for a while. Returns how many requests that took. */
  async try(way: Way): Promise<number> {
    const { world, registry } = this;
    const { notes } = this.topics;
    const doc = `${registry.url} ${way.name}`;
    const id = await registerSchema(world, `${notes}-value`, { ...note, doc });
    const before = registry.requests.length;
    registry.misbehave(way);
    await this.#produce(0, id, this.waiting);
    await this.#produce(0, this.knownId, this.waiting);
    const delivering = this.#deliver(doc);
    const number = await this.#produce(1, this.knownId, this.flowing);
    await this.#arrived(notes, number);
    await delay(misbehavesMs);
    registry.behave();
    await this.#arrived(notes, this.waiting.at(-1));
    await world.waitFor(`what is delivered while it ${way.name}`, delivering, settledMs);
    const asked = registry.requests.length - before;
    await this.#arrived(this.topics.out, this.delivered.at(-1));
    return asked;
  }

  async #produce(partition: number, id: number, list: number[]): Promise<number> {
    const number = this.#next(list);
    const header = Buffer.alloc(5);
    header.writeUInt32BE(id, 1);
    const value = Buffer.concat([header, varint(number)]);
    await this.app.producer.deliverOne({ topic: this.topics.notes, partition, key: null, value, headers: {} });
    return number;
  }

  /** With a schema that is not registered yet, until the registry can be asked. */
  async #deliver(doc: string): Promise<void> {
    const number = this.#next(this.delivered);
    const schema = avro<Note>({ ...note, doc });
    for (;;) {
      try {
        const { payloads, producer } = this.app.responders;
        await producer.deliverOne(await payloads.encode(this.topics.out, { number }, { schema }));
        return;
      } catch {
        await delay(250);
      }
    }
  }

  #next(list: number[]): number {
    this.#number++;
    list.push(this.#number);
    return this.#number;
  }

  #arrived(topic: string, number: number | undefined): Promise<unknown> {
    return this.seen.first(`${number} of ${topic}`, (one) => one.topic === topic && one.number === number, settledMs);
  }
}

scenario(
  [],
  `${ways.length} ways of a registry to misbehave: messages that need it wait, the others flow, and nothing is lost`,
  async (world) => {
    const queue = [...ways];
    const figures: string[] = [];
    const work = async (index: number): Promise<void> => {
      const notes = await world.createTopic(`notes-${index}`, { partitions: 2 });
      const out = await world.createTopic(`out-${index}`);
      const dead = await world.createTopic(`dead-${index}`);
      const knownId = await registerSchema(world, `${notes}-value`, note);
      const registry = await MisbehavingRegistry.before(world, world.cluster.registry);
      const seen = world.inbox<Seen>(`notes of ${index}`);
      class Reader extends Consumer {
        process({ topic, partition, payload }: Message<Note>): void {
          seen.push({ topic, partition, number: payload.number });
        }
      }
      const { app, monitor } = await startApp(world, {
        clientId: world.name(`shop-${index}`),
        routes: drawRoutes(({ topic }) => {
          topic(notes, { consumer: Reader, schema: Note, deadLetter: dead, pauseMs: 100 });
          topic(out, { consumer: Reader, schema: Note, deadLetter: dead, pauseMs: 100 });
        }),
        env: { KFW_REGISTRY_URL: registry.url },
      });
      const lost = world.events(monitor, 'message.deadLettered');
      const bench = new Bench(world, app, registry, { notes, out }, knownId, seen);
      await bench.warmUp();
      for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
        const asked = await bench.try(way);
        figures.push(`${way.name}: ${asked} requests`);
        // Three groups of requests (two topics read, one written), each at most three at a time and twice a second.
        expect({ way: way.name, asked, bounded: asked <= 20 * (2 + misbehavesMs / 1_000) }).toMatchObject({
          bounded: true,
        });
      }
      const numbers = (topic: string, partition: number) =>
        seen.items.filter((one) => one.topic === topic && one.partition === partition).map(({ number }) => number);
      expect(numbers(notes, 0)).toEqual(bench.waiting);
      expect(numbers(notes, 1)).toEqual(bench.flowing);
      expect(numbers(out, 0)).toEqual(bench.delivered);
      expect(lost.items).toEqual([]);
    };
    await Promise.all(Array.from({ length: atOnce }, (_, index) => work(index)));
    if (process.env.KFW_REGISTRY_MISBEHAVES_MS !== undefined) process.stdout.write(`${figures.join('\n')}\n`);
  },
  { timeoutMs: 300_000 + 20 * misbehavesMs },
);

/** An int as Avro writes it. */
function varint(number: number): Buffer {
  const bytes: number[] = [];
  let left = number * 2;
  for (; left > 127; left >>>= 7) bytes.push((left & 127) | 128);
  return Buffer.from([...bytes, left]);
}
