import type { VNode } from 'preact';
import type { Obstacle } from '../queries/obstacle.ts';
import { Advice } from './advice.tsx';

/** `isWritten`: something is to be written, beside or in place of an invitation. */
type ObstructedProps = { account: string; isWritten: boolean };

/** What a candidate or the entries about them wait for, and what to do. */
export function Obstructed({ account, text, isWritten }: Pick<Obstacle, 'text'> & ObstructedProps): VNode {
  return (
    <span class="alarm" dir="auto">
      {isWritten ? 'What is to be written on the timeline waits' : 'The invitation waits'}:{' '}
      <Advice account={account} text={text} />.
    </span>
  );
}
