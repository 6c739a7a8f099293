import { json, type Message, Payload } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

export interface Profile {
  readonly name: string;
}

// #region tombstones
@Payload(json<Profile>())
export class ProfilesConsumer extends ApplicationConsumer {
  readonly #profiles = new Map<string, Profile>();

  process({ key, isTombstone, payload }: Message<Profile>): void {
    if (key === null) return;
    if (isTombstone) this.#profiles.delete(key);
    else this.#profiles.set(key, payload);
  }
}
// #endregion

// #region respond-with
@Payload(json<Profile>())
export class GreetingsConsumer extends ApplicationConsumer {
  async process({ payload }: Message<Profile>): Promise<void> {
    const report = await this.respondWith({ greeting: `Hello ${payload.name}` });
    this.logger.debug(report, 'greeted');
  }
}
// #endregion
