import { Consumer } from 'kfw';

/** What all consumers of this app share. */
export abstract class ApplicationConsumer extends Consumer {}
