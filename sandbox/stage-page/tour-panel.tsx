import type { VNode } from 'preact';
import { Act } from './act.tsx';
import type { Door } from './actions.ts';
import type { TourStep } from './tour.ts';

export function TourPanel({ steps, door }: { steps: readonly TourStep[]; door: Door }): VNode {
  const current = steps.findIndex(({ isDone }) => !isDone);
  return (
    <section aria-labelledby="tour">
      <div class="head">
        <h2 id="tour">Five steps</h2>
        <div class="row">
          <Act to="/door/stage" isPressed={door === 'stage'}>
            Stage door
          </Act>
          <Act to="/door/provider" isPressed={door === 'provider'}>
            Provider door
          </Act>
          <Act to="/tour/start-again">Start again</Act>
        </div>
      </div>
      <p class="soft">
        {door === 'stage'
          ? "Stage door: the bridge works through Workable's API, with the API token that any customer can make."
          : 'Provider door: Workable calls the bridge, as it does any video interview provider that is its partner.'}
      </p>
      <ol class="tour">
        {steps.map((step, i) => (
          <li {...(i === current ? { 'aria-current': 'step' } : {})}>
            <h3>
              {i + 1}. {step.title} {step.isDone && <span class="good">✓ done</span>}
            </h3>
            <p class="soft">{step.text}</p>
            {i === current && <StepButton step={step} isLast={i === steps.length - 1} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The same button from step to step, so that the keyboard stays there. The last one leads away. */
function StepButton({ step: { button, isUnderWay }, isLast }: { step: TourStep; isLast: boolean }): VNode {
  if (isLast) return <a href="/tour/report">{button}</a>;
  return (
    <>
      <Act to="/tour/play" isMain isBusy={isUnderWay}>
        {button}
      </Act>
      {isUnderWay && <p role="status">Under way. On a bad day it takes until that is over.</p>}
    </>
  );
}
