import { Consumer, deliver, drawRoutes, json, type Message, Payload } from 'kfw';
import { killDragon } from '../app/payments.js';

// #region consumer
interface DragonSighted {
  hero: string;
  dragon: string;
}

@Payload(json<DragonSighted>())
export class DragonsConsumer extends Consumer {
  async process({ payload, offset, headers }: Message<DragonSighted>): Promise<void> {
    this.logger.info({ offset, realm: headers.realm }, `a dragon: ${payload.dragon}`);
    await killDragon(payload.hero, payload.dragon);
  }
}

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('heroes', (group) => {
    group.topic('dragon.sighted', { consumer: DragonsConsumer });
  });
});
// #endregion

// #region producer
export async function sight(event: DragonSighted): Promise<void> {
  await deliver('dragon.sighted', event, {
    schema: json<DragonSighted>(),
    key: event.hero,
    headers: { realm: 'Nest' },
  });
}
// #endregion
