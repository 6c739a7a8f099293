/**
 * The ways in which a registry, or a proxy before it, can misbehave. In none of them has the registry itself said that
 * a schema does not exist or is not an Avro schema: no message that is written or read meanwhile may be lost.
 */
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Asked, headerLines, httpAnswer, type Way } from './misbehaving-registry.js';

const html = '<!doctype html><html><body><h1>Down for maintenance</h1></body></html>';
const everyMs = 200;

/** Writes bit by bit for as long as somebody listens. */
function drip(socket: Socket, parts: Iterable<string | Buffer>, pauseMs = everyMs): void {
  const left = parts[Symbol.iterator]();
  const timer = setInterval(() => {
    const { done, value } = left.next();
    if (done) clearInterval(timer);
    else if (!socket.destroyed) socket.write(value);
  }, pauseMs);
  socket.once('close', () => clearInterval(timer));
}

/** Writes as fast as it is taken, until the other side has enough. */
function flood(socket: Socket, chunk: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

const responds = (name: string, text: string): Way => ({ name, answer: ({ socket }) => socket.end(text) });

const answers = (name: string, status: number, body: string, headers: Readonly<Record<string, string>> = {}): Way =>
  responds(name, httpAnswer({ status, body }, headers));

const respondsJson = (name: string, json: unknown, status = 200): Way =>
  answers(name, status, typeof json === 'string' ? json : JSON.stringify(json));

/** The true answer, spoilt. */
const spoils = (name: string, spoil: (body: string, asked: Asked) => unknown): Way => ({
  name,
  answer: async (asked) => spoil((await asked.truth()).body, asked),
});

/** The true answer with other fields. */
const changes = (name: string, fields: Readonly<Record<string, unknown>>): Way =>
  spoils(name, (body, { socket }) => {
    const changed = JSON.stringify({ ...(JSON.parse(body) as object), ...fields });
    socket.end(httpAnswer({ status: 200, body: changed }));
  });

const connections: readonly Way[] = [
  { name: 'closes connections at once', atConnect: (socket) => socket.end() },
  { name: 'resets connections at once', atConnect: (socket) => socket.resetAndDestroy() },
  { name: 'takes connections and is silent', atConnect: () => undefined },
  { name: 'speaks before it is asked', atConnect: (socket) => socket.end('220 ready\r\n') },
  { name: 'closes when it is asked', answer: ({ socket }) => socket.end() },
  { name: 'resets when it is asked', answer: ({ socket }) => socket.resetAndDestroy() },
  { name: 'never answers', answer: () => undefined },
  { name: 'speaks no HTTP', answer: ({ socket }) => socket.end(Buffer.from('16030100ff0a0b', 'hex')) },
];

const heads: readonly Way[] = [
  { name: 'stops within the headers', answer: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-ty') },
  { name: 'closes within the headers', answer: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-ty') },
  {
    name: 'drips the headers',
    answer: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(
        socket,
        Array.from({ length: 1_000 }, (_, index) => `x-${index}: slow\r\n`),
      );
    },
  },
  responds('has endless headers', `HTTP/1.1 200 OK\r\n${headerLines({ 'x-long': 'x'.repeat(100_000) })}\r\n{}`),
  { name: 'says continue without end', answer: ({ socket }) => drip(socket, continues(), 50) },
  responds('changes the protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
  responds('has a status of three letters', 'HTTP/1.1 abc OK\r\n\r\n{}'),
];

function* continues(): Generator<string> {
  for (;;) yield 'HTTP/1.1 100 Continue\r\n\r\n';
}

const bodies: readonly Way[] = [
  {
    name: 'stops before the body',
    answer: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'),
  },
  spoils('stops within the body', (body, { socket }) => socket.write(httpAnswer({ status: 200, body }).slice(0, -5))),
  spoils('cuts the body off', (body, { socket }) => socket.end(httpAnswer({ status: 200, body }).slice(0, -5))),
  spoils('drips the body', (body, { socket }) => {
    const padded = `${' '.repeat(1_000)}${body}`;
    socket.write(httpAnswer({ status: 200, body: padded }).slice(0, -padded.length));
    drip(socket, padded);
  }),
  spoils('announces too few bytes', (body, { socket }) =>
    socket.end(httpAnswer({ status: 200, body }, { 'content-length': String(body.length - 3) })),
  ),
  spoils('announces too many bytes', (body, { socket }) =>
    socket.write(httpAnswer({ status: 200, body }, { 'content-length': String(body.length + 3) })),
  ),
  spoils('announces two lengths', (body, { socket }) =>
    socket.end(httpAnswer({ status: 200, body }, { 'Content-Length': '3' })),
  ),
  spoils('announces a length below zero', (body, { socket }) =>
    socket.end(httpAnswer({ status: 200, body }, { 'content-length': '-1' })),
  ),
  {
    name: 'announces 600 MB',
    answer: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 600000000\r\n\r\n{"id": 1, "schema": "'),
  },
  {
    name: 'sends without end',
    answer: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"schema": "');
      flood(socket, Buffer.alloc(65_536, 'x'));
    },
  },
  responds('sends invalid chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n'),
  {
    name: 'ends within a chunk',
    answer: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n14\r\n{"id": 1,'),
  },
  spoils('never ends its chunks', (body, { socket }) =>
    socket.write(
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`,
    ),
  ),
  spoils('claims gzip', (body, { socket }) =>
    socket.end(httpAnswer({ status: 200, body }, { 'content-encoding': 'gzip' })),
  ),
  spoils('sends gzip', (body, { socket }) => {
    const packed = gzipSync(body);
    const headers = { 'content-encoding': 'gzip', 'content-length': String(packed.length) };
    socket.write(`HTTP/1.1 200 OK\r\n${headerLines(headers)}\r\n`);
    socket.end(packed);
  }),
  answers('answers with nothing', 200, ''),
  responds('answers with status 204', 'HTTP/1.1 204 No Content\r\n\r\n'),
  answers('answers with a page', 200, html, { 'content-type': 'text/html' }),
  answers('answers with a page that claims to be JSON', 200, html),
  answers('has nothing at the address', 404, html, { 'content-type': 'text/html' }),
];

const json: readonly Way[] = [
  respondsJson('answers {}', {}),
  respondsJson('answers null', null),
  respondsJson('answers a list', []),
  respondsJson('answers a text', '"schema"'),
  respondsJson('answers a number', 42),
  respondsJson('answers malformed JSON', '{"schema": '),
  respondsJson('answers JSON that is nested deep', '['.repeat(200_000)),
  respondsJson('answers an error with status 200', { error_code: 40403, message: 'Schema not found' }),
  respondsJson('answers 404 without a code', { message: 'Not Found' }, 404),
  respondsJson('answers 404 as a web server does', { error_code: 404, message: 'HTTP 404 Not Found' }, 404),
  respondsJson('answers 404 with a code that is a text', { error_code: '40403', message: 'Schema not found' }, 404),
  changes('answers an id that is a text', { id: 'x', schema: undefined }),
  changes('answers an id that is a number in a text', { id: '1', schema: 7 }),
  changes('answers an id below zero', { id: -1, schema: null }),
  changes('answers the id 0', { id: 0, schema: [] }),
  changes('answers a huge id', { id: 2 ** 40, schema: {} }),
  changes('answers half an id', { id: 1.5, schema: true }),
  changes('answers a schema type that there is not', { id: null, schemaType: 'XML' }),
  changes('answers a schema type that is a number', { id: [1], schemaType: 5 }),
  changes('responds with invalid references', { id: {}, references: { name: 'a' } }),
  changes('answers references without a version', { id: '', references: [{ name: 'a', subject: 'b' }] }),
];

const statuses: readonly Way[] = [
  answers('redirects elsewhere', 302, '', { location: 'http://127.0.0.1:1/login?secret=1' }),
  { name: 'redirects in a circle', answer: ({ socket, path }) => socket.end(redirectTo(path)) },
  answers('redirects without a place', 307, ''),
  respondsJson('asks for credentials', { error_code: 40101, message: 'Unauthorized' }, 401),
  answers('forbids with a page', 403, html, { 'content-type': 'text/html' }),
  answers('is overloaded', 429, ''),
  answers('is overloaded for a day', 429, '', { 'retry-after': '86400' }),
  {
    name: 'is overloaded twice, then well',
    answer: async ({ socket, times, truth }) =>
      socket.end(times % 3 === 0 ? httpAnswer(await truth()) : httpAnswer({ status: 429, body: '' })),
  },
  respondsJson('fails with its own error', { error_code: 50001, message: 'Error in the backend' }, 500),
  answers('fails with a page', 502, html, { 'content-type': 'text/html' }),
  answers('is unavailable', 503, '', { 'retry-after': 'soon' }),
  {
    name: 'fails every other time',
    answer: async ({ socket, times, truth }) =>
      socket.end(times % 2 === 0 ? httpAnswer(await truth()) : httpAnswer({ status: 504, body: html })),
  },
  answers('answers with a status that there is not', 799, '{}'),
];

function redirectTo(path: string): string {
  return httpAnswer({ status: 301, body: '' }, { location: path });
}

/** References that lead back to where they come from; the schema itself is the true one. */
const circles: readonly Way[] = [
  {
    name: 'answers references in a circle',
    answer: async ({ socket, path, truth }) => {
      const references = [{ name: 'Circle', subject: 'circle', version: 1 }];
      const circle = { schema: '{"type":"fixed","name":"Circle","size":1}', references };
      const isCircle = path.includes('/circle/');
      const changed = isCircle ? circle : { ...(JSON.parse((await truth()).body) as object), references };
      socket.end(httpAnswer({ status: 200, body: JSON.stringify(changed) }));
    },
  },
];

export const ways: readonly Way[] = [...connections, ...heads, ...bodies, ...json, ...statuses, ...circles];
