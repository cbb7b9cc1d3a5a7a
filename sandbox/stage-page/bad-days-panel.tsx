import type { VNode } from 'preact';
import { Act } from './act.tsx';
import { adviceOn } from './advice.ts';
import { type BadDay, type BadDayId, badDayIds, badDays } from './bad-days.ts';
import type { Sandbox } from './sandbox.ts';

const groups: readonly BadDay['group'][] = ['Workable', 'The vendor', 'Webhooks'];

export function BadDaysPanel({ sandbox: { badDays: days, clock, kind } }: { sandbox: Sandbox }): VNode {
  return (
    <section aria-labelledby="bad-days">
      <div class="head">
        <h2 id="bad-days">Bad days</h2>
        <Act to="/calm" isMain isDisabled={!days.any()}>
          All well again
        </Act>
      </div>
      <div class="groups">
        {groups.map((group) => (
          <fieldset>
            <legend>{group}</legend>
            <div class="row">
              {badDayIds
                .filter((id) => badDays[id].group === group)
                .map((id) => (
                  <Act to="/bad-days" fields={{ id }} isPressed={days.isOn(id)}>
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
        <fieldset>
          <legend>An operator of the bridge</legend>
          <div class="row">
            <Act to="/replay">Replay what was refused or failed</Act>
            <Act to="/resume">Resume invitations after 7 days without Workable</Act>
          </div>
        </fieldset>
      </div>
      <div role="status">
        {days.list().map((id) => (
          <p>
            <strong>{nameOf(id)}.</strong> {adviceOn(id, kind).meanwhile} Then press “All well again”.
          </p>
        ))}
        {days.over().map((id) => (
          <p>
            <strong>All is well again after “{nameOf(id)}”.</strong> {adviceOn(id, kind).after}
          </p>
        ))}
        {!days.any() && days.over().length === 0 && (
          <p class="soft">Press one, play on below, and see that nothing is lost.</p>
        )}
      </div>
    </section>
  );
}

function nameOf(id: BadDayId): string {
  return `${badDays[id].group} ${badDays[id].title}`;
}

function aheadText(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  if (hours < 1) return '';
  return hours < 48 ? `, ${hours} h ahead` : `, ${Math.floor(hours / 24)} days ahead`;
}
