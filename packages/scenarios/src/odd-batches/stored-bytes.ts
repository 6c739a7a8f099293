/** The bytes of a partition, as they are stored (Fetch v4). */
import { AskingConnection } from '@kfw/broker-verification';
import type { World } from '@kfw/test-cluster';

const fetchKey = 1;
const version = 4;
const waitsMs = 1_000;
const mostBytes = 1_000_000;

export async function storedBytes(world: World, topic: string, partition = 0): Promise<Buffer> {
  const connection = new AskingConnection(Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1)));
  try {
    const response = await connection.ask(fetchKey, version, (body) =>
      body
        .int32(-1)
        .int32(waitsMs)
        .int32(1)
        .int32(mostBytes)
        .int8(0)
        .array([topic], (name) =>
          body.string(name).array([partition], (each) => body.int32(each).int64(0).int32(mostBytes)),
        ),
    );
    response.int32();
    const found: Buffer[] = [];
    response.array(() => {
      response.string();
      response.array(() => {
        response.int32();
        response.int16();
        response.int64();
        response.int64();
        response.array(() => [response.int64(), response.int64()]);
        found.push(response.bytes());
      });
    });
    return Buffer.concat(found);
  } finally {
    connection.close();
  }
}
