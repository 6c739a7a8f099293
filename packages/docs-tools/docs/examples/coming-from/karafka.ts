import { type Batch, Consumer, deliver, drawRoutes, json, OnRevoked, OnShutdown, Payload } from 'kfw';
import { insertVisits } from '../app/payments.js';

// #region consumer
interface Visit {
  user: string;
  page: string;
}

@Payload(json<Visit>())
export class VisitsConsumer extends Consumer {
  async consume({ messages }: Batch<Visit>): Promise<void> {
    await insertVisits(messages.map(({ payload }) => payload));
    for (const message of messages) {
      if (message.payload.page === '') message.deadLetter('a visit without a page');
    }
  }

  @OnRevoked()
  @OnShutdown()
  protected release(): void {
    this.logger.info({ partition: this.partition }, 'released');
  }
}

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('analytics', (group) => {
    group.topic('visits', { consumer: VisitsConsumer, maxMessages: 500, deadLetter: 'visits.dead', maxRetries: 2 });
  });
});
// #endregion

// #region producer
export async function publishVisit(visit: Visit): Promise<string> {
  const report = await deliver('visits', visit, { schema: json<Visit>(), key: visit.user });
  return report.offset;
}
// #endregion
