/** The folder of an app that declares topics, whose routes need nothing of its handlers. */
import { type AppFolder, makeAppFolder, type World } from '@kfw/test-cluster';

export interface TopicsAppOptions {
  /** The body of `defineTopics(({ defaults, topic }) => { … })`. */
  readonly topics: string;
  /** The body of `drawRoutes(({ consumerGroup, topic }) => { … })`, which has a `QuietConsumer`. By default they imply no topic. */
  readonly routes?: string;
}

const inactive = `topic('idle', { consumer: QuietConsumer, active: false });`;

export async function makeTopicsApp(world: World, { topics, routes = inactive }: TopicsAppOptions): Promise<AppFolder> {
  const app = await makeAppFolder(world, {
    files: {
      'config/routes.ts': `import { Consumer, drawRoutes, json, Payload } from 'kfw';

@Payload(json())
class QuietConsumer extends Consumer {
  process(): void {}
}

export default drawRoutes(({ consumerGroup, topic }) => {
${routes}
});
`,
      // That of the scaffold writes to a topic.
      'app/responders/users-responder.ts': 'export {};\n',
    },
  });
  await declareTopics(app, topics);
  return app;
}

/** Writes `config/topics.ts` again. */
export async function declareTopics(app: AppFolder, topics: string): Promise<void> {
  await app.write({
    'config/topics.ts': `import { defineTopics } from 'kfw';

export default defineTopics(({ defaults, topic }) => {
${topics}
});
`,
  });
}
