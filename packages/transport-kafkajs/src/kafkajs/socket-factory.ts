/**
 * Creates kafkajs's sockets, with two methods replaced. kafkajs gives up the sockets of a broker that is down again
 * and again. For one that was never connected, Node waits for a connection with each `unref`: after eleven of them it
 * prints a warning about a leak on the user's terminal; and after `end` it still tries to connect.
 */
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import kafkajsSockets from 'kafkajs/src/network/socketFactory.js';
import { decodeHost } from '../client/ipv6-hosts.js';
import { closedHere, destroySocket } from './raw-request.js';

/**
 * kafkajs's own sockets, whose `unref` does nothing once destroyed, and whose `end` stops connecting. Without Nagle's
 * algorithm: a small request would wait for the acknowledgement of earlier ones.
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
 * With an error: kafkajs may end the socket of a new attempt while it cleans up after the last one, and that attempt
 * must fail at once.
 */
function abortConnecting(socket: Socket): Socket {
  return destroySocket(socket, 'given up while connecting', closedHere);
}

/** Sockets that do not keep the process alive. */
export function unrefSockets(create: ISocketFactory): ISocketFactory {
  return (options) => {
    const socket: Socket = create(options);
    socket.unref();
    // Connecting may have tried several addresses, each with its own handle.
    socket.once('connect', () => socket.unref());
    return socket;
  };
}
