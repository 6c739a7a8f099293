/**
 * A proxy in front of the brokers of a cluster, which loses the requests or the answers of one API when a test asks for
 * it: with the connection, as a network does. It puts its own ports in the place of the brokers' wherever an answer
 * names one, so that a client stays with it.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface LossyProxy {
  /** As for `KFW_BROKERS`. */
  readonly brokers: string;
  /** From now on. `once` loses one only. */
  lose(what: 'requests' | 'answers', ofApiKey: number, once?: 'once'): void;
  loseNothing(): void;
  close(): Promise<void>;
}

interface Rule {
  readonly what: 'requests' | 'answers';
  readonly apiKey: number;
  left: number;
}

interface Door {
  readonly host: string;
  readonly port: number;
  readonly server: Server;
}

const localHosts = ['localhost', '127.0.0.1'];

/** `brokers` run on this machine. */
export async function startLossyProxy(brokers: string): Promise<LossyProxy> {
  const sockets = new Set<Socket>();
  let rule: Rule | undefined;
  const isLost = (what: Rule['what'], apiKey: number): boolean => {
    if (rule?.what !== what || rule.apiKey !== apiKey || rule.left === 0) return false;
    rule.left -= 1;
    return true;
  };
  const doors: Door[] = [];
  const portOf = ({ server }: Door): number => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return address.port;
  };
  const renamed = (answer: Buffer): Buffer => {
    for (const door of doors)
      for (const host of localHosts) rename(answer, { host, from: door.port, to: portOf(door) });
    return answer;
  };

  for (const broker of brokers.split(',')) {
    const [host = '', port = ''] = broker.split(':');
    const server = createServer((client) => {
      const toBroker = connect({ host, port: Number(port) });
      const hangUp = () => {
        client.destroy();
        toBroker.destroy();
      };
      for (const socket of [client, toBroker]) {
        sockets.add(socket);
        socket.on('error', hangUp).on('close', hangUp);
      }
      /** Correlation ids. */
      const losing = new Set<number>();
      eachFrame(client, (frame) => {
        const apiKey = frame.readInt16BE(4);
        if (isLost('requests', apiKey)) return hangUp();
        if (isLost('answers', apiKey)) losing.add(frame.readInt32BE(8));
        toBroker.write(frame);
      });
      eachFrame(toBroker, (frame) => {
        if (losing.has(frame.readInt32BE(4))) return hangUp();
        client.write(renamed(frame));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    doors.push({ host, port: Number(port), server });
  }

  return {
    brokers: doors.map((door) => `127.0.0.1:${portOf(door)}`).join(','),
    lose(what, apiKey, once) {
      rule = { what, apiKey, left: once === undefined ? Number.POSITIVE_INFINITY : 1 };
    },
    loseNothing() {
      rule = undefined;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      for (const { server } of doors) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Frames with their length in front. */
function eachFrame(socket: Socket, take: (frame: Buffer) => void): void {
  let arrived = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    arrived = Buffer.concat([arrived, chunk]);
    while (arrived.length >= 4 && arrived.length >= 4 + arrived.readInt32BE(0)) {
      const end = 4 + arrived.readInt32BE(0);
      take(arrived.subarray(0, end));
      arrived = arrived.subarray(end);
    }
  });
}

/** An address in the plain encoding is a string and an int32. */
function rename(answer: Buffer, address: { readonly host: string; readonly from: number; readonly to: number }): void {
  const { host, from, to } = address;
  const name = Buffer.alloc(2 + host.length + 4);
  name.writeInt16BE(host.length, 0);
  name.write(host, 2);
  name.writeInt32BE(from, 2 + host.length);
  for (let at = answer.indexOf(name); at >= 0; at = answer.indexOf(name, at + name.length))
    answer.writeInt32BE(to, at + 2 + host.length);
}
