/**
 * kafkajs gives up the sockets of a broker again and again while that is away. On one that was never connected Node
 * waits with each `unref` for a connection: after eleven of them it warns of a leak, on the user's terminal; and with an
 * `end` it goes on connecting.
 */
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import kafkajsSockets from 'kafkajs/src/network/socketFactory.js';
import { decodeHost } from '../client/ipv6-hosts.js';

/**
 * kafkajs's own sockets, whose `unref` leaves one alone that is destroyed, and whose `end` gives up connecting. What is
 * written leaves at once: with several requests on their way a small one would wait for the broker to have seen those
 * before it (Nagle's algorithm).
 */
export function socketFactory(create: ISocketFactory = kafkajsSockets()): ISocketFactory {
  return (options) => {
    const socket: Socket = create({ ...options, host: decodeHost(options.host) });
    const { unref, end } = socket;
    socket.unref = () => (socket.destroyed ? socket : unref.call(socket));
    socket.end = (...args: unknown[]) =>
      socket.connecting ? abortConnecting(socket) : Reflect.apply(end, socket, args);
    socket.setNoDelay(true);
    return socket;
  };
}

/**
 * With an error: kafkajs may end the socket of a new attempt while it cleans up after the one before, and whoever waits
 * for that attempt must hear of it at once.
 */
function abortConnecting(socket: Socket): Socket {
  return socket.destroy(new Error('given up while connecting'));
}

/** Sockets that do not keep the process alive. */
export function unrefSockets(create: ISocketFactory): ISocketFactory {
  return (options) => {
    const socket: Socket = create(options);
    socket.unref();
    // Connecting may have tried several addresses, each with a handle of its own.
    socket.once('connect', () => socket.unref());
    return socket;
  };
}
