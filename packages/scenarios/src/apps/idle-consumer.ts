import { Consumer, Payload, raw } from 'kfw';

/** Takes messages and does nothing, for apps whose routes are beside the point. */
@Payload(raw())
export class IdleConsumer extends Consumer {
  process(): void {}
}
