import { kcat, type World } from '@kfw/test-cluster';

/** The values of a topic's messages as text, one line each, in order per partition, as another client reads them. */
export async function textsIn(world: World, topic: string): Promise<string[]> {
  const { stdout } = await kcat(world.cluster.brokers, [
    '-C',
    '-e',
    '-q',
    '-o',
    'beginning',
    '-t',
    topic,
    '-f',
    '%s\\n',
  ]);
  return stdout.split('\n').slice(0, -1);
}
