/**
 * A lease on a running embedded broker: an idle connection to it that ends with the process which holds it, whatever
 * ends that. The broker counts them to know when its last client has gone; a handler that blocks its process lets go
 * of nothing. The first line on the connection says which run of which broker it is, so that another program on a
 * port that was the broker's once is not taken for it.
 */
import { connect, type Socket } from 'node:net';

/** What the connection came to; `closed` is a broker about to end, `silent` a process that has stopped to answer. */
export type LeaseResponse = Socket | 'refused' | 'stranger' | 'closed' | 'silent';

const responseTimeoutMs = 3_000;
const maxHelloLength = 200;

export function helloLine(id: string): string {
  return `${JSON.stringify({ kfw: 'embedded', id })}\n`;
}

/** The socket keeps no process up. */
export function openLease(port: number, id: string): Promise<LeaseResponse> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (response: LeaseResponse): void => {
      clearTimeout(timer);
      if (response !== socket) socket.destroy();
      resolve(response);
    };
    const timer = setTimeout(settle, responseTimeoutMs, 'silent');
    socket.on('connect', () => socket.on('close', () => settle('closed')));
    // Later errors only say that the broker is gone, which the Kafka client reports with more to go by.
    socket.on('error', () => settle('refused'));
    socket.on('data', (chunk: Buffer) => {
      text = `${text}${chunk.toString('latin1')}`.slice(0, maxHelloLength);
      if (text === helloLine(id)) settle(socket.unref());
      else if (!helloLine(id).startsWith(text)) settle('stranger');
    });
  });
}
