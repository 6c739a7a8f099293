import { Consumer, OnShutdown } from 'kfw';
import { trace } from '../trace.js';

/** Its callback is that of the consumers that extend it. */
export abstract class ApplicationConsumer extends Consumer {
  protected abstract readonly who: string;

  @OnShutdown()
  close(): void {
    trace(this.who, 'shut down');
  }
}
