/** The two compared brokers, and values that differ between them in a request, such as an id that each gave out. */
export const sides = ['embedded', 'kafka'] as const;

export type Side = (typeof sides)[number];

/** A value for each side. In a request's body it stands for the one of the broker that is asked. */
export class PerSide<T> {
  constructor(
    readonly embedded: T,
    readonly kafka: T,
  ) {}

  static of<T>(make: (side: Side) => T): PerSide<T> {
    return new PerSide(make('embedded'), make('kafka'));
  }

  on(side: Side): T {
    return this[side];
  }

  map<U>(change: (value: T) => U): PerSide<U> {
    return PerSide.of((side) => change(this.on(side)));
  }
}
