import type { VNode } from 'preact';
import type { Obstacle } from '../queries/obstacle.ts';
import { Advice } from './advice.tsx';
import { At } from './moment.tsx';

/** `isWritten`: something is to be written, beside or in place of an invitation. */
type ObstructedProps = { account: string; isWritten: boolean };

/** What a candidate or the entries about them wait for, and what to do. */
export function Obstructed({ account, text, since, isWritten }: Obstacle & ObstructedProps): VNode {
  return (
    <span class="alarm" dir="auto">
      {isWritten ? 'What is to be written on the timeline waits' : 'The invitation waits'}:{' '}
      <Advice account={account} text={text} />.
      {since !== undefined && (
        <>
          {' '}
          Since <At at={since} />.
        </>
      )}
    </span>
  );
}
