import { Consumer, Payload, raw } from 'kfw';

/** A consumer that does nothing, for apps whose routes do not matter. */
@Payload(raw())
export class IdleConsumer extends Consumer {
  process(): void {}
}
