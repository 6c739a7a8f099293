/**
 * A lease on a running embedded broker: an idle connection that ends with the process that holds it, whatever ends
 * that process. The broker counts leases to know when its last client has disconnected; a handler that blocks its
 * process keeps its lease. The first line on the connection names the broker and its run, so that another program on
 * a former port of the broker is not mistaken for it.
 */
import { connect, type Socket } from 'node:net';

/** The result of connecting; `closed` is a broker about to stop, `silent` a process that does not respond. */
export type LeaseResponse = Socket | 'refused' | 'stranger' | 'closed' | 'silent';

const responseTimeoutMs = 3_000;
const maxHelloLength = 200;

export function helloLine(id: string): string {
  return `${JSON.stringify({ kfw: 'embedded', id })}\n`;
}

/** The socket does not keep the process alive. */
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
    // Later errors only mean that the broker is gone, which the Kafka client reports in more detail.
    socket.on('error', () => settle('refused'));
    socket.on('data', (chunk: Buffer) => {
      text = `${text}${chunk.toString('latin1')}`.slice(0, maxHelloLength);
      if (text === helloLine(id)) settle(socket.unref());
      else if (!helloLine(id).startsWith(text)) settle('stranger');
    });
  });
}
