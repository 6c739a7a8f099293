/** The versions of each API that both brokers serve: those are compared. */

import { decodeResponse } from './decode.js';
import type { DecodedFields } from './decoded.js';
import { encodeHead, frameOf } from './encode.js';
import type { Side } from './per-side.js';
import { schemaOf } from './protocol/protocol.js';
import { Wire } from './wire.js';

const responseWithinMs = 10_000;

export interface VersionRange {
  readonly from: number;
  readonly to: number;
}

export async function servedVersions(
  ports: Readonly<Record<Side, number>>,
): Promise<(api: string) => readonly number[]> {
  const [embedded, kafka] = await Promise.all([rangesAt(ports.embedded), rangesAt(ports.kafka)]);
  return (api) => {
    const { key } = schemaOf(api);
    const [ours, theirs] = [embedded.get(key), kafka.get(key)];
    if (ours === undefined || theirs === undefined) throw new Error(`${api} is not served by both`);
    const from = Math.max(ours.from, theirs.from);
    return Array.from({ length: Math.min(ours.to, theirs.to) - from + 1 }, (_, at) => from + at);
  };
}

/** The versions that a broker reports, by API key. */
export async function rangesAt(port: number): Promise<ReadonlyMap<number, VersionRange>> {
  const schema = schemaOf('ApiVersions');
  const wire = await Wire.connect(port);
  wire.send(frameOf(encodeHead(schema.key, 0, false, null)));
  const response = await wire.response(responseWithinMs);
  wire.close();
  if (typeof response === 'string') throw new Error(`127.0.0.1:${port} answers ApiVersions with ${response}`);
  const { apis } = decodeResponse(schema, 0, response) as unknown as { readonly apis: readonly DecodedFields[] };
  return new Map(
    apis.map(({ key, min_version, max_version }) => [
      Number(key),
      { from: Number(min_version), to: Number(max_version) },
    ]),
  );
}
