import { Consumer } from 'kfw';

/** The base class of the consumers of this app. */
export abstract class ApplicationConsumer extends Consumer {}
