import type { VNode } from 'preact';
import type { DeliveryState } from '../../../outbox/delivery.ts';
import type { DeliveryView } from '../../queries/deliveries.ts';
import { At } from '../moment.tsx';
import type { InterviewData } from './load.ts';

/** Each document that ought to stand somewhere, how it stands there, and the words of the last answer. */
export function Deliveries({ view, record, waiting }: InterviewData): VNode {
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">Deliveries</h2>
      {view.deliveries.length === 0 && <p>There is nothing to deliver yet.</p>}
      {view.deliveries.map((each) => (
        <Delivery
          {...each}
          isHeldBack={waiting.circuit !== undefined}
          known={record.deliveries[`${each.destination}/${each.document}`] ?? {}}
        />
      ))}
    </section>
  );
}

const tones: Readonly<Record<string, string>> = {
  acknowledged: 'good',
  failed: 'bad',
  waiting: 'warn',
  refused: 'warn',
};

function Delivery({
  destination,
  document,
  state,
  tries,
  next_at,
  answer,
  known,
  isHeldBack,
}: DeliveryView & { known: DeliveryState; isHeldBack: boolean }) {
  return (
    <>
      <p>
        <span class={`chip ${tones[state] ?? 'plain'}`}>{state}</span>{' '}
        <span class="mono">
          {destination}/{document}
        </span>
      </p>
      <dl>
        <Since title="There since" at={known.acknowledged?.at} />
        <Since title="Failed" at={known.failed?.at} />
        <Since title="Dismissed" at={known.failed?.dismissedAt} />
        <Since title="Refused" at={known.refused?.at} />
        <Since title="Outcome unknown since" at={known.inFlight?.since} />
        {tries > 0 && (
          <>
            <dt>Tries</dt>
            <dd>{tries} without success</dd>
          </>
        )}
        <Since title="Next try" at={next_at === undefined || isHeldBack ? undefined : Date.parse(next_at)} />
        {answer !== undefined && (
          <>
            <dt>Last answer</dt>
            <dd dir="auto">{answer}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function Since({ title, at }: { title: string; at: number | undefined }): VNode | null {
  if (at === undefined) return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <At at={at} />
      </dd>
    </>
  );
}
