import { expect, it } from '@jest/globals';
import { noteNewGroup } from '../../../src/cli/groups/note-new-group.js';

const prefixing = { idOfGroup: (name: string) => `shop_${name}` };

function notesOf(group: string, { isNew = true, app }: { isNew?: boolean; app?: typeof prefixing | undefined } = {}) {
  const notes: string[] = [];
  noteNewGroup({ app, results: { note: (line) => notes.push(line) } }, { group, isNew });
  return notes;
}

it('names a new group as on the cluster and as a server would name it', () => {
  expect(notesOf('billing-v2', { app: prefixing })).toEqual([
    'billing-v2 is the name on the cluster; a group of that name in the routes is called shop_billing-v2 there.',
  ]);
});

it('says nothing of a group that exists, that a mapper may have named, or outside of an app', () => {
  expect(notesOf('billing-v2', { app: prefixing, isNew: false })).toEqual([]);
  expect(notesOf('shop_billing-v2', { app: prefixing })).toEqual([]);
  expect(notesOf('billing-v2', { app: { idOfGroup: (name) => name } })).toEqual([]);
  expect(notesOf('billing-v2')).toEqual([]);
});
