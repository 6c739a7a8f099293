/** A position in a topic, as people say it. What it means is decided per partition. */
export type Position =
  | { readonly kind: 'earliest' }
  /** After the last message. */
  | { readonly kind: 'latest' }
  | { readonly kind: 'offset'; readonly offset: number }
  /** The first message that is not older. Milliseconds since 1970. */
  | { readonly kind: 'time'; readonly timestampMs: number }
  /** So many messages after the committed offset; before it, if negative. */
  | { readonly kind: 'shift'; readonly by: number };
