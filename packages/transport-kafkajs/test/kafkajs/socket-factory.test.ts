import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { socketFactory } from '../../src/kafkajs/socket-factory.js';

it('a socket that never connected can be given up any number of times', async () => {
  const create = socketFactory(({ host, port }) => connect({ host, port }));
  const socket = create({ host: '127.0.0.1', port: 1, ssl: {}, onConnect: () => {} });
  await once(socket, 'close').catch(() => once(socket, 'close'));
  const waiting = socket.listenerCount('connect');
  for (let times = 0; times < 20; times++) socket.unref();
  expect(socket.listenerCount('connect')).toBe(waiting);
});

it('a socket that is still connecting stops when it is ended, and reports an error', async () => {
  const create = socketFactory(({ host, port }) => connect({ host, port }));
  const socket = create({ host: '127.0.0.1', port: 1, ssl: {}, onConnect: () => {} });
  const failed = once(socket, 'error');
  socket.end();
  expect(socket.destroyed).toBe(true);
  expect(await failed).toEqual([expect.objectContaining({ message: 'given up while connecting' })]);
});

it('a socket sends small requests at once', () => {
  const made = connect({ host: '127.0.0.1', port: 1 });
  const settings: unknown[] = [];
  made.setNoDelay = (noDelay) => {
    settings.push(noDelay);
    return made;
  };
  const socket = socketFactory(() => made)({ host: '127.0.0.1', port: 1, ssl: {}, onConnect: () => {} });
  socket.on('error', () => {});
  expect(settings).toEqual([true]);
  socket.destroy();
});
