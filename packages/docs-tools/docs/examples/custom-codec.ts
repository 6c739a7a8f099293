import { gunzipSync, gzipSync } from 'node:zlib';
import { type Codec, Consumer, defineApp, drawRoutes, KfwError, type Message, Payload, type Schema } from 'kfw';

// #region codec
export function zipped<P>(): Schema<P> {
  return { format: 'zipped', name: 'zipped JSON' };
}

export const zippedCodec: Codec = {
  format: 'zipped',
  reader: ({ topic, side }) => ({
    prepare: () => undefined,
    decode(bytes) {
      try {
        return JSON.parse(gunzipSync(bytes, { maxOutputLength: 16_777_216 }).toString());
      } catch (cause) {
        throw new KfwError('KFW_DECODE_FAILED', `the ${side} of a message of "${topic}" is not zipped JSON`, { cause });
      }
    },
  }),
  writer: () => ({
    prepare: () => undefined,
    encode: (payload) => gzipSync(JSON.stringify(payload)),
  }),
};
// #endregion

// #region app
interface Report {
  day: string;
  lines: string[];
}

@Payload(zipped<Report>())
export class ReportsConsumer extends Consumer {
  process({ payload }: Message<Report>): void {
    this.logger.info({ day: payload.day }, `${payload.lines.length} lines`);
  }
}

const routes = drawRoutes(({ topic }) => {
  topic('reports', { consumer: ReportsConsumer });
});

export default defineApp({ routes, codecs: [zippedCodec] });
// #endregion
