// Imported before `kfw`, reports at its end how many requests it has sent, by Kafka's keys of APIs: a line on standard error.
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

const standardError = 2;
const counts = {};
const write = Socket.prototype.write;

// The client writes a request at once: its size, the key of the API, its version.
Socket.prototype.write = function (chunk, ...rest) {
  if (Buffer.isBuffer(chunk) && chunk.length >= 8 && chunk.readInt32BE(0) === chunk.length - 4) {
    const key = chunk.readInt16BE(4);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return write.call(this, chunk, ...rest);
};

process.on('exit', () => writeSync(standardError, `${JSON.stringify({ event: 'requests', counts })}\n`));
