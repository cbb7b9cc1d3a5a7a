import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDirectory } from '../../src/accounts/directory.ts';
import type { AccountChange } from '../../src/interviews/ports/accounts.ts';

type Named = { name: string; version: number };

it('says to a follower what there is, and then each change with the account as it was and as it is', () => {
  const [first, second, third] = [1, 2, 3].map((version) => ({ name: 'acme', version })) as [Named, Named, Named];
  const directory = createDirectory([first]);
  const heard: AccountChange<Named>[] = [];
  directory.follow((change) => heard.push(change));

  directory.set('acme', second);
  directory.set('globex', { ...third, name: 'globex' });
  directory.set('acme', undefined);
  directory.set('acme', undefined);

  expect(heard).toEqual([
    { name: 'acme', after: first },
    { name: 'acme', before: first, after: second },
    { name: 'globex', after: { ...third, name: 'globex' } },
    { name: 'acme', before: second },
  ]);
});

it('holds what was set last, ordered by name, and a follower of any time knows the same', () => {
  const changes = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), version: fc.option(fc.nat()) }));
  fc.assert(
    fc.property(changes, fc.nat(), (all, when) => {
      const directory = createDirectory<Named>();
      const model = new Map<string, Named>();
      const followed = new Map<string, Named>();
      const follow = () =>
        directory.follow(({ name, after }) => (after ? followed.set(name, after) : followed.delete(name)));
      for (const [i, { name, version }] of all.entries()) {
        if (i === when % all.length) follow();
        const account = version === null ? undefined : { name, version };
        directory.set(name, account);
        if (account) model.set(name, account);
        else model.delete(name);
      }
      if (all.length === 0) follow();
      expect(directory.all()).toEqual([...model.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
      expect(followed).toEqual(model);
      for (const name of ['a', 'b', 'c']) expect(directory.get(name)).toEqual(model.get(name));
    }),
  );
});
