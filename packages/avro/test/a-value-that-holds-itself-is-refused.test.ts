import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { codecOn, roundTrip } from './support/codecs.js';
import { TestRegistry } from './support/test-registry.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

const node = {
  type: 'record',
  name: 'Node',
  fields: [
    { name: 'next', type: ['null', 'Node'], default: null },
    { name: 'all', type: { type: 'array', items: 'Node' }, default: [] },
    { name: 'named', type: { type: 'map', values: 'Node' }, default: {} },
  ],
};
/** Two records that a field of a field distinguishes. */
const tree = {
  type: 'record',
  name: 'Add',
  fields: [
    { name: 'kind', type: { type: 'enum', name: 'AddKind', symbols: ['add'] } },
    { name: 'left', type: ['null', 'Add', { type: 'record', name: 'Sub', fields: sub() }] },
  ],
};

function sub(): object[] {
  return [
    { name: 'kind', type: { type: 'enum', name: 'SubKind', symbols: ['sub'] } },
    { name: 'left', type: ['null', 'Add', 'Sub'] },
  ];
}

interface Node {
  next?: Node;
  all?: Node[];
  named?: Record<string, Node>;
}

const write = (payload: unknown, type: unknown = node) => roundTrip(codecOn(registry), type, payload);

it.each<[string, (self: Node) => void, string]>([
  ['in a field', (self) => Object.assign(self, { next: self }), 'next is the payload again'],
  [
    'further down',
    (self) => Object.assign(self, { next: { next: { all: [self] } } }),
    'next.next.all.0 is the payload again',
  ],
  [
    'below what it holds',
    (self) => {
      const inner: Node = {};
      Object.assign(inner, { named: { a: { next: inner } } });
      Object.assign(self, { all: [{}, inner] });
    },
    'all.1.named.a.next is all.1 again',
  ],
])('a value that contains itself %s is rejected, with the path', async (_where, close, reason) => {
  const payload: Node = {};
  close(payload);
  await expect(write(payload)).rejects.toMatchObject({
    code: 'KFW_ENCODE_FAILED',
    message: expect.stringContaining(`${reason}: a value that contains itself cannot be written`),
  });
});

it('a value that occurs twice, without containing itself, is written', async () => {
  const shared: Node = { next: {} };
  const leaf = { next: null, all: [], named: {} };
  const full = { ...leaf, next: leaf };
  expect(await write({ all: [shared, shared] })).toEqual({ ...leaf, all: [full, full] });
});

it('a value with too many levels is rejected with their number', async () => {
  let payload: Node = {};
  for (let level = 0; level < 200_000; level++) payload = { next: payload };
  await expect(write(payload)).rejects.toMatchObject({
    code: 'KFW_ENCODE_FAILED',
    message: expect.stringContaining('it has 200001 levels, which are too many to be written'),
  });
});

it('nested records cost no more the deeper they are', async () => {
  let payload: object = { kind: 'add', left: null };
  for (let level = 0; level < 500; level++) payload = { kind: level % 3 === 0 ? 'sub' : 'add', left: payload };
  const root = { kind: 'add', left: payload };
  // Checking for each branch whether the whole value fits would double the time for each level.
  expect(await write(root, tree)).toEqual(root);
});

it('a property that throws, and one that changes, is rejected and not shown', async () => {
  const throwing = Object.defineProperty({}, 'next', {
    enumerable: true,
    get: () => {
      throw new Error('hunter2');
    },
  });
  const failure: unknown = await write(throwing).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: 'KFW_ENCODE_FAILED', message: expect.stringContaining('threw an error') });
  expect((failure as Error).message).not.toContain('hunter2');
  let asked = 0;
  const changing = Object.defineProperty({}, 'all', { enumerable: true, get: () => (asked++ === 0 ? [] : 'hunter2') });
  const changed: unknown = await write(changing).catch((thrown: unknown) => thrown);
  expect(changed).toMatchObject({ code: 'KFW_ENCODE_FAILED', message: expect.stringContaining('it changed while') });
  expect(JSON.stringify(changed, Object.getOwnPropertyNames(changed))).not.toContain('hunter2');
});
