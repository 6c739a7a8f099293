/** The registry has the schema, and nothing can be read with it. The message says why, in a part of a sentence. */
export class UnusableSchema extends Error {}
