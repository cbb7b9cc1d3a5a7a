import { expect, test } from 'vitest';
import { limitConcurrency } from '../../src/http/limit-concurrency.ts';

const never = new AbortController().signal;

/** Tasks of two at a time, at most two waiting: what began, and how each is ended. */
function given() {
  const inTurn = limitConcurrency(2, 2);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string, signal = never): Promise<string> =>
    inTurn(
      signal,
      () => {
        begun.push(name);
        return new Promise((resolve) => ends.set(name, () => resolve(`${name} done`)));
      },
      (why) => `${name} ${why}`,
    );
  return { begun, run, end: (name: string) => ends.get(name)?.() };
}

test('so many tasks run at a time, and those that wait follow in the order of arrival', async () => {
  const { begun, run, end } = given();
  const tasks = ['a', 'b', 'c', 'd'].map((name) => run(name));
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await tasks[1];
  end('a');
  await tasks[0];
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  end('c');
  end('d');
  expect(await Promise.all(tasks)).toEqual(['a done', 'b done', 'c done', 'd done']);
});

test('a task that finds the queue full is refused at once, and keeps no other from its turn', async () => {
  const { begun, run, end } = given();
  const [first, , third] = ['a', 'b', 'c', 'd'].map((name) => run(name));
  expect(await run('e')).toBe('e full');
  end('a');
  await first;
  end('c');
  expect([await third, begun]).toEqual(['c done', ['a', 'b', 'c', 'd']]);
});

test('a task whose signal aborts while it waits is refused, and takes no turn', async () => {
  const { begun, run, end } = given();
  const leaving = new AbortController();
  const [first] = ['a', 'b'].map((name) => run(name));
  const third = run('c', leaving.signal);
  void run('d');
  expect(await run('e', AbortSignal.abort())).toBe('e full');
  leaving.abort();
  expect(await third).toBe('c aborted');
  expect(await run('f', AbortSignal.abort())).toBe('f aborted');
  end('a');
  await first;
  expect(begun).toEqual(['a', 'b', 'd']);
});

test('a task that fails, or a refusal that throws, leaves the turn to the next', async () => {
  const inTurn = limitConcurrency(1, 0);
  const fail = () => Promise.reject(new Error('broken'));
  const refuse = () => {
    throw new Error('refused');
  };
  const broken = inTurn(never, fail, refuse);
  await expect(inTurn(never, fail, refuse)).rejects.toThrow('refused');
  await expect(broken).rejects.toThrow('broken');
  expect(await inTurn<string>(never, async () => 'done', refuse)).toBe('done');
});
