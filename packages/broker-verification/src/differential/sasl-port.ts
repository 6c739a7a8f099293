/** Finds the port of the run's Apache Kafka that requires authentication, from its listener settings. */

import { decodeResponse } from './decode.js';
import type { DecodedFields } from './decoded.js';
import { encodeBody, encodeHead, frameOf } from './encode.js';
import { schemaOf } from './protocol/protocol.js';
import { Wire } from './wire.js';

const responseWithinMs = 10_000;
const brokerType = 4;

export async function saslPortOf(port: number): Promise<number> {
  const schema = schemaOf('DescribeConfigs');
  const body = { resources: [{ type: brokerType, name: '1', keys: ['advertised.listeners'] }] };
  const wire = await Wire.connect(port);
  wire.send(frameOf(encodeHead(schema.key, 1, false, null), encodeBody(schema, 1, body)));
  const response = await wire.response(responseWithinMs);
  wire.close();
  const { results } = decodeResponse(schema, 1, Buffer.from(response)) as { results?: readonly DecodedFields[] };
  const [, found] = /SASL:\/\/127\.0\.0\.1:(\d+)/.exec(JSON.stringify(results, unquoted)) ?? [];
  if (found === undefined)
    throw new Error(`Apache Kafka at ${port} has no listener for SASL: start it with \`npm run kafka\``);
  return Number(found);
}

const unquoted = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
