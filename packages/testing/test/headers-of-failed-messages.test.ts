/** Messages that a lane of a test forwards keep the headers of their originals, as in production. */
import { expect, it } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, raw } from '@kfw/core/internal';
import { consumerFor, sentMessages } from '@kfw/testing';

it('headers go through retry topics into the dead letters in order and with their repetitions', async () => {
  const headers = { list: ['1', Buffer.from([0xff])], single: 'x' };
  const seen: unknown[] = [];
  @Payload(raw())
  class Failing extends Consumer {
    process({ rawHeaders }: Message<Buffer>): void {
      seen.push([Object.keys(rawHeaders).filter((name) => name in headers), rawHeaders.list]);
      throw new Error('told to');
    }
  }
  const routes = drawRoutes(({ topic }) =>
    topic('orders', { consumer: Failing, retryTopics: ['1s'], deadLetter: 'dead' }),
  );
  await consumerFor(Failing, { routes }).deliver([Buffer.from('a')], { headers });
  const inOrder = ['list', 'single'];
  const list = [Buffer.from('1'), Buffer.from([0xff])];
  expect(seen).toEqual([
    [inOrder, list],
    [inOrder, list],
  ]);
  expect(sentMessages('dead')[0]?.headers).toMatchObject({ list: ['1', '\ufffd'], single: 'x', 'kfw-attempts': '2' });
});
