/**
 * kafkajs gives up the sockets of a broker again and again while that is away. On one that was never connected Node
 * waits with each `unref` for a connection: after eleven of them it warns of a leak, on the user's terminal.
 */
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import kafkajsSockets from 'kafkajs/src/network/socketFactory.js';

/** kafkajs's own sockets, whose `unref` leaves one alone that is destroyed. */
export function socketFactory(create: ISocketFactory = kafkajsSockets()): ISocketFactory {
  return (options) => {
    const socket: Socket = create(options);
    const { unref } = socket;
    socket.unref = () => (socket.destroyed ? socket : unref.call(socket));
    return socket;
  };
}
