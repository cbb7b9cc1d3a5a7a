import type { VNode } from 'preact';
import { Act } from './act.tsx';
import type { Door } from './actions.ts';
import { type BadDay, badDayIds, badDays } from './bad-days.ts';
import type { Told } from './bridge-history.ts';
import { BridgeColumn } from './columns/bridge.tsx';
import { VendorColumn } from './columns/vendor.tsx';
import { WorkableColumn } from './columns/workable.tsx';
import { ExchangeList } from './exchanges.tsx';
import type { Sandbox } from './sandbox.ts';
import type { TourStep } from './tour.ts';

export type Shown = {
  sandbox: Sandbox;
  told: readonly Told[];
  tour: readonly TourStep[];
  door: Door;
  /** What could not be done. */
  problem: string | undefined;
};

/** All that changes while the page is open. */
export function Live({ sandbox, told, tour, door, problem }: Shown): VNode {
  return (
    <>
      {problem && (
        <section role="alert" class="bad">
          {problem}
        </section>
      )}
      <Scoreboard sandbox={sandbox} />
      <Tour steps={tour} door={door} />
      <BadDays sandbox={sandbox} />
      <div class="columns">
        <WorkableColumn sandbox={sandbox} />
        <BridgeColumn sandbox={sandbox} told={told} />
        <VendorColumn sandbox={sandbox} />
      </div>
      <ExchangeList exchanges={sandbox.exchanges.all} />
    </>
  );
}

function Scoreboard({ sandbox }: { sandbox: Sandbox }): VNode {
  const { lost, doubled, outOfOrder, tries, onTheWay, arrived } = sandbox.score();
  const tiles: [number, string, boolean?][] = [
    [lost, 'lost', true],
    [doubled, 'doubled', true],
    [outOfOrder, 'out of order', true],
    [tries, tries === 1 ? 'try' : 'tries'],
    [onTheWay, 'on the way'],
    [arrived, 'arrived'],
  ];
  return (
    <section aria-labelledby="score">
      <div class="head">
        <h2 id="score">Scoreboard</h2>
        <span class="soft">{new Date(sandbox.clock.now()).toISOString().slice(0, 16).replace('T', ', ')} UTC</span>
      </div>
      <dl class="score" id="scoreboard">
        {tiles.map(([count, word, isFault]) => (
          <div>
            <dt>{word}</dt>
            <dd class={isFault ? (count > 0 ? 'bad' : 'good') : ''}>{count}</dd>
          </div>
        ))}
      </dl>
      <p class="soft">
        Counted from what the vendor finished and what Workable received, not from what the bridge says. Lost is what is
        missing two days, and a minute of yours, after the last bad day; until then it is on the way. Doubled is what a
        candidate or a recruiter sees twice.
      </p>
    </section>
  );
}

function Tour({ steps, door }: { steps: readonly TourStep[]; door: Door }): VNode {
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
      <ol class="tour">
        {steps.map((step, i) => (
          <li {...(i === current ? { 'aria-current': 'step' } : {})}>
            <h3>
              {i + 1}. {step.title} {step.isDone && <span class="good">✓ done</span>}
            </h3>
            <p class="soft">{step.text}</p>
            {i === current && <StepButton step={step} number={i} isLast={i === steps.length - 1} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The last one leads away. */
function StepButton({ step, number, isLast }: { step: TourStep; number: number; isLast: boolean }): VNode {
  if (isLast) return <a href="/tour/report">{step.button}</a>;
  return (
    <Act to="/tour/play" fields={{ number: String(number) }} isMain>
      {step.button}
    </Act>
  );
}

const groups: readonly BadDay['group'][] = ['Workable', 'The vendor', 'Webhooks'];

function BadDays({ sandbox: { badDays: on, clock } }: { sandbox: Sandbox }): VNode {
  return (
    <section aria-labelledby="bad-days">
      <div class="head">
        <h2 id="bad-days">Bad days</h2>
        <Act to="/calm" isMain isDisabled={!on.any()}>
          All well again
        </Act>
      </div>
      <div class="two">
        {groups.map((group) => (
          <fieldset>
            <legend>{group}</legend>
            <div class="row">
              {badDayIds
                .filter((id) => badDays[id].group === group)
                .map((id) => (
                  <Act to="/bad-days" fields={{ id }} isPressed={on.isOn(id)}>
                    {badDays[id].title}
                  </Act>
                ))}
            </div>
          </fieldset>
        ))}
        <fieldset>
          <legend>Time{aheadText(clock.aheadMs())}</legend>
          <div class="row">
            <Act to="/later" fields={{ hours: '1' }}>
              1 hour later
            </Act>
            <Act to="/later" fields={{ hours: String(14 * 24) }}>
              14 days later
            </Act>
          </div>
        </fieldset>
      </div>
      <p class="soft">
        What Workable refuses with 409 is refused for good, until the result changes or a person has it sent again. A
        create that the vendor did not answer is sent again in Workable. JobMojito's webhooks carry no time: of two that
        change one result, the one that comes last counts.
      </p>
      <Act to="/replay">Replay what was refused</Act>
    </section>
  );
}

function aheadText(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  if (hours < 1) return '';
  return hours < 48 ? `, ${hours} h ahead` : `, ${Math.floor(hours / 24)} days ahead`;
}
