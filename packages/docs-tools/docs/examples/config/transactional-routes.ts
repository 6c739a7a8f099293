import { drawRoutes } from 'kfw';
import { TransfersConsumer } from '../app/consumers/transfers-consumer.js';

// #region transactional
export default drawRoutes(({ topic }) => {
  topic('transfers', { consumer: TransfersConsumer, transactional: true });
});
// #endregion
