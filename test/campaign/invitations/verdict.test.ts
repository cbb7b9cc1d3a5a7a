import { expect, test } from 'vitest';
import { wrongIn } from './verdict.ts';

const ours = (to: string) => ({ to, isOurId: true });
const theirs = (to: string) => ({ to, isOurId: false });

test.each([
  { title: 'one create, one invitation', ids: [['a', 'a']], invitations: [ours('a')] },
  { title: 'two interviews of one person', ids: [['a'], ['b']], invitations: [ours('a'), ours('b')] },
  { title: 'ids of the vendor', ids: [['a'], ['b']], invitations: [theirs('1'), theirs('2')] },
])('finds nothing in $title', ({ ids, invitations }) => {
  expect(wrongIn(ids, invitations)).toEqual([]);
});

test.each([
  { title: 'a create without an answer', ids: [['a', undefined]], invitations: [ours('a')], found: 'not accepted' },
  { title: 'two ids of one interview', ids: [['a', 'b']], invitations: [ours('a')], found: 'has the ids a, b' },
  { title: 'no invitation', ids: [['a']], invitations: [], found: '1 interviews had 0 invitations' },
  { title: 'an invitation to another interview', ids: [['a']], invitations: [ours('c')], found: 'invited 0 times' },
  { title: 'a second invitation', ids: [['a']], invitations: [ours('a'), ours('a')], found: 'invited 2 times' },
  { title: 'the same of the vendor', ids: [['a']], invitations: [theirs('1'), theirs('1')], found: 'more than once' },
  {
    title: 'a second one elsewhere',
    ids: [['a']],
    invitations: [theirs('1'), theirs('2')],
    found: 'had 2 invitations',
  },
])('sees $title', ({ ids, invitations, found }) => {
  expect(wrongIn(ids, invitations)).toContainEqual(expect.stringContaining(found));
});
