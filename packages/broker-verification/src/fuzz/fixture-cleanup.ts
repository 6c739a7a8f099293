/**
 * Between two rounds of the fuzz: deletes the leftovers of attacks (topics, groups), so that anything still held was
 * leaked, and creates the fixtures of the next round: topics of several kinds, producers in transactions, members.
 */
import { AskingConnection } from './asking-connection.js';
import type { Fixtures, ServedVersions } from './requests.js';

const kinds: readonly [name: string, settings: Readonly<Record<string, string>>][] = [
  ['fuzz-plain', { 'segment.bytes': '1048576' }],
  ['fuzz-compact', { 'cleanup.policy': 'compact', 'segment.bytes': '1048576' }],
  ['fuzz-stamped', { 'message.timestamp.type': 'LogAppendTime' }],
];
const groups = ['fuzz-a', 'fuzz-b', 'fuzz-c'];
const ids = ['fuzz-txn-a', 'fuzz-txn-b'];
const partitions = 3;
const atOnce = 1_000;

export class FixtureCleanup {
  readonly #connection: AskingConnection;

  /** `spared` are the names that belong to others. */
  constructor(
    port: number,
    private readonly spared: ReadonlySet<string>,
  ) {
    this.#connection = new AskingConnection(port);
  }

  async served(): Promise<ServedVersions[]> {
    const response = await this.#connection.ask(18, 0, () => undefined);
    response.int16();
    return response.array(() => ({ key: response.int16(), least: response.int16(), most: response.int16() }));
  }

  async tidy(): Promise<void> {
    const topics = (await this.#topics()).filter((name) => !this.spared.has(name) && !name.startsWith('control-'));
    for (let at = 0; at < topics.length; at += atOnce) await this.#deleteTopics(topics.slice(at, at + atOnce));
    const left = (await this.#groups()).filter((name) => !this.spared.has(name));
    for (const group of left) {
      for (const memberId of await this.#members(group)) await this.#leave(group, memberId);
    }
    await this.#connection.ask(42, 0, (b) => b.array(left, (name) => b.string(name)));
  }

  /** Creates the fixtures of attacks. */
  async prepare(): Promise<Fixtures> {
    for (const [name, settings] of kinds) await this.#createTopic(name, settings);
    const producers = [];
    for (const id of ids) producers.push({ id, ...(await this.#beginTransaction(id)) });
    const members = [];
    for (const group of groups.slice(1)) members.push({ group, ...(await this.#join(group)) });
    return { topics: kinds.map(([name]) => name), groups, producers, members };
  }

  close(): void {
    this.#connection.close();
  }

  async #topics(): Promise<string[]> {
    const response = await this.#connection.ask(3, 1, (b) => b.array(null, () => undefined));
    response.array(() => [response.int32(), response.string(), response.int32(), response.string()]);
    response.int32();
    return response.array(() => {
      response.int16();
      const name = response.string();
      response.int8();
      response.array(() => {
        for (const read of [response.int16(), response.int32(), response.int32()]) void read;
        for (let list = 0; list < 2; list++) response.array(() => response.int32());
      });
      return name;
    });
  }

  async #deleteTopics(names: readonly string[]): Promise<void> {
    await this.#connection.ask(20, 1, (b) => b.array(names, (name) => b.string(name)).int32(1_000));
  }

  async #groups(): Promise<string[]> {
    const response = await this.#connection.ask(16, 0, () => undefined);
    response.int16();
    return response.array(() => [response.string(), response.string()][0] ?? '');
  }

  async #members(group: string): Promise<string[]> {
    const response = await this.#connection.ask(15, 0, (b) => b.array([group], (name) => b.string(name)));
    const described = response.array(() => {
      response.int16();
      for (let skipped = 0; skipped < 4; skipped++) response.string();
      return response.array(() => {
        const memberId = response.string();
        for (let skipped = 0; skipped < 2; skipped++) response.string();
        for (let skipped = 0; skipped < 2; skipped++) response.bytes();
        return memberId;
      });
    });
    return described.flat();
  }

  async #leave(group: string, memberId: string): Promise<void> {
    await this.#connection.ask(13, 0, (b) => b.string(group).string(memberId));
  }

  async #createTopic(name: string, settings: Readonly<Record<string, string>>): Promise<void> {
    await this.#connection.ask(19, 0, (b) => {
      b.array([name], () => {
        b.string(name).int32(partitions).int16(1).int32(0);
        b.array(Object.entries(settings), ([key, value]) => b.string(key).string(value));
      });
      b.int32(1_000);
    });
  }

  /** With one partition in it, so that attacks write to transactions that are open. */
  async #beginTransaction(id: string): Promise<{ producerId: number; epoch: number }> {
    const response = await this.#connection.ask(22, 0, (b) => b.string(id).int32(60_000));
    response.int32();
    response.int16();
    const given = { producerId: response.int64(), epoch: response.int16() };
    await this.#connection.ask(24, 0, (b) => {
      b.string(id).int64(given.producerId).int16(given.epoch);
      b.array(kinds.slice(0, 1), ([name]) => b.string(name).array([0], (at) => b.int32(at)));
    });
    return given;
  }

  async #join(group: string): Promise<{ memberId: string; generation: number }> {
    const response = await this.#connection.ask(11, 2, (b) => {
      b.string(group).int32(10_000).int32(1_000).string('').string('consumer');
      b.array(['range'], (name) => b.string(name).bytes(Buffer.alloc(4)));
    });
    response.int32();
    response.int16();
    const generation = response.int32();
    for (let skipped = 0; skipped < 2; skipped++) response.string();
    return { memberId: response.string(), generation };
  }
}
