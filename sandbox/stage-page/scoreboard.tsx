import type { VNode } from 'preact';
import type { Sandbox } from './sandbox.ts';

export function Scoreboard({ sandbox }: { sandbox: Sandbox }): VNode {
  const { lost, doubled, outOfOrder, tries, onTheWay, arrived } = sandbox.score();
  return (
    <section aria-labelledby="score">
      <div class="head">
        <h2 id="score">Scoreboard</h2>
        <span class="soft">{new Date(sandbox.clock.now()).toISOString().slice(0, 16).replace('T', ', ')} UTC</span>
      </div>
      <dl class="score" id="scoreboard">
        <Fault count={lost} word="lost">
          results still missing two days after the last bad day
        </Fault>
        <Fault count={doubled} word="doubled">
          what a candidate or a recruiter got twice
        </Fault>
        <Fault count={outOfOrder} word="out of order">
          an older result after a newer one
        </Fault>
        <Count count={tries} word={tries === 1 ? 'try' : 'tries'}>
          times the bridge wrote to Workable, answered or not
        </Count>
        <Count count={onTheWay} word="on the way">
          finished at the vendor, not yet in Workable
        </Count>
        <Count count={arrived} word="arrived">
          newest result is in Workable
        </Count>
      </dl>
      <p class="soft">
        Counted from what the vendor finished and what Workable received, not from what the bridge says.
      </p>
    </section>
  );
}

type CountProps = { count: number; word: string; children: string; mood?: string };

function Count({ count, word, children, mood = '' }: CountProps): VNode {
  return (
    <div>
      <dt>{word}</dt>
      <dd class={mood}>{count}</dd>
      <dd class="soft">{children}</dd>
    </div>
  );
}

function Fault(props: CountProps): VNode {
  return <Count {...props} mood={props.count > 0 ? 'bad' : 'good'} />;
}
