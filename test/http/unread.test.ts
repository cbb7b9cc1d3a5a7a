import { EventEmitter } from 'node:events';
import type { Context } from 'koa';
import { expect, test } from 'vitest';
import { boundUnread } from '../../src/http/unread.ts';
import { limits } from '../../src/limits.ts';

/** As much as a test of this needs to know of a request: whether its answer has gone. */
function openAnswer() {
  const res = Object.assign(new EventEmitter(), { closed: false });
  return { ctx: { res } as unknown as Context, leave: () => res.emit('close') };
}

const share = 'x'.repeat(limits.unreadOfAccountBytes);

test('answers of an account that wait for their readers are bounded, and those of all accounts', () => {
  const reserveRoom = boundUnread(limits.unreadAnswersBytes, limits.unreadOfAccountBytes);
  const accounts = Array.from({ length: limits.unreadAnswersBytes / limits.unreadOfAccountBytes }, (_, i) => `a${i}`);
  const answers = accounts.map((account) => {
    const answer = openAnswer();
    reserveRoom(answer.ctx, account, share);
    expect(() => reserveRoom(openAnswer().ctx, account, 'x')).toThrow('Too many answers wait for their readers');
    return answer;
  });
  expect(() => reserveRoom(openAnswer().ctx, 'another', 'x')).toThrow('Too many answers wait for their readers');
  answers[0]?.leave();
  reserveRoom(openAnswer().ctx, 'another', 'x');
});
