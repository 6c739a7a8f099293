import { Consumer } from 'kfw';

/** The base of all consumers of this app. */
export abstract class ApplicationConsumer extends Consumer {}
