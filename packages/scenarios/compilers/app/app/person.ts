import { json } from 'kfw';

export interface Person {
  readonly name: string;
}

export const Person = json<Person>();
