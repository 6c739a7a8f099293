import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { avro } from '../src/index.js';
import { codecOn, framed, read, targetOf } from './support/codecs.js';
import { TestRegistry } from './support/test-registry.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

const field = (name: string, type: unknown) => ({ name, type });
const record = (name: string, ...fields: unknown[]) => ({ type: 'record', name: `com.shop.${name}`, fields });
const currency = { type: 'enum', name: 'com.shop.Currency', symbols: ['EUR', 'USD', 'CHF'] };
const price = record('Price', field('cents', 'int'), field('currency', 'com.shop.Currency'));
const order = record('Order', field('id', 'int'), field('price', 'com.shop.Price'), field('paid', 'com.shop.Price'));

/** By path: the responses of a registry that keeps each type under its own subject. */
const responses: Readonly<Record<string, object>> = {
  '/schemas/ids/1': {
    schema: JSON.stringify(order),
    references: [{ name: 'com.shop.Price', subject: 'price', version: 1 }],
  },
  '/subjects/currency/versions/1': { subject: 'currency', version: 1, id: 2, schema: JSON.stringify(currency) },
  '/subjects/price/versions/1': {
    subject: 'price',
    version: 1,
    id: 3,
    schema: JSON.stringify(price),
    references: [{ name: 'com.shop.Currency', subject: 'currency', version: 1 }],
  },
};

it('each of its types is the referenced one', async () => {
  registry.intercept = (_method, path) => {
    const body = responses[path.split('?')[0] ?? ''];
    return body && { status: 200, body };
  };
  const readAs = record(
    'Order',
    field('id', 'long'),
    field('paid', record('Price', field('currency', { ...currency, symbols: ['CHF', 'EUR'] }))),
  );
  const bytes = framed(1, Buffer.from([2, 20, 2, 40, 4]));
  expect(await read(codecOn(registry), targetOf(avro(readAs)), bytes)).toStrictEqual({
    id: 1,
    paid: { currency: 'CHF' },
  });
});
