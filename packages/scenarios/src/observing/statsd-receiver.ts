/** Receives StatsD over UDP in the test process and adds up what it gets, as a server does. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { World } from '@kfw/test-cluster';

/** A metric with its tags, or its whole name without tags. */
export interface ReceivedMetric {
  /** `c`, `g`, `ms`, `d` or `h`. */
  readonly type: string;
  /** Of a counter: the sum of what came. Of a gauge: the last value. Of the others: the sum of the observations. */
  readonly value: number;
  /** How many values came. */
  readonly count: number;
}

export class StatsdReceiver {
  /** By `name` or `name|tag:value,tag:value`. */
  readonly metrics = new Map<string, ReceivedMetric>();
  datagrams = 0;
  largestDatagram = 0;

  private constructor(readonly port: number) {}

  /** Listens until the scenario is over. */
  static async start(world: Pick<World, 'after'>): Promise<StatsdReceiver> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    world.after(() => socket.close());
    const receiver = new StatsdReceiver(socket.address().port);
    socket.on('message', (datagram) => receiver.#receive(datagram));
    return receiver;
  }

  #receive(datagram: Buffer): void {
    this.datagrams++;
    this.largestDatagram = Math.max(this.largestDatagram, datagram.length);
    for (const line of datagram.toString().split('\n')) this.#add(line);
  }

  #add(line: string): void {
    const parsed =
      /^(?<name>[^:|#]+):(?<values>-?[\d.e-]+(?::-?[\d.e-]+)*)\|(?<type>c|g|ms|d|h)(?:\|#(?<tags>.+))?$/.exec(
        line,
      )?.groups;
    if (parsed === undefined) throw new Error(`not a line of StatsD: ${line}`);
    const { name = '', values = '', type = '', tags } = parsed;
    const key = tags === undefined ? name : `${name}|${tags}`;
    const before = this.metrics.get(key) ?? { type, value: 0, count: 0 };
    if (before.type !== type) throw new Error(`${key} is ${before.type} and ${type}`);
    // Observations of a histogram are packed.
    const numbers = values.split(':').map(Number);
    const sum = numbers.reduce((total, each) => (type === 'g' ? each : total + each), before.value);
    this.metrics.set(key, { type, value: sum, count: before.count + numbers.length });
  }
}
