import { triggerName } from '../../../workable/stages/connection.ts';
import { isParkedForGood } from '../../../workable/stages/parking.ts';
import { iso } from '../../iso.ts';
import { type Finding, fine, uncertain, wrong } from '../finding.ts';
import type { Known } from './access.ts';

/** Which stages have candidates interviewed, and which wait for a person or for Workable. */
export function triggerFindings({ account, record }: Pick<Known, 'account' | 'record'>): Finding[] {
  const all = account.connected.everyTrigger(record);
  const active = all.filter(({ state }) => state === 'active');
  const pending = all.filter(({ state }) => state === 'pending');
  const unready = active.filter((each) => record?.baselines[triggerName(each)]?.doneAt === undefined);
  return [
    active.length === 0
      ? uncertain('no trigger is active, so no candidate is interviewed')
      : fine(`${countOf(active.length, 'trigger')} active`),
    ...(unready.length > 0
      ? [uncertain(`candidates already in the stage of ${number(unready.length, 'trigger')} are being noted first`)]
      : []),
    ...(pending.length > 0
      ? [
          {
            ...uncertain(`${countOf(pending.length, 'trigger')} pending: a person decides. See "bridge triggers"`),
            count: pending.length,
          },
        ]
      : []),
    ...parkedFindings(record?.parked),
    ...running(record?.backFills),
  ];
}

/** Each name begins with the job, but that of the attribute, which is the same for all jobs. */
function parkedFindings(parked: NonNullable<Known['record']>['parked'] = {}): Finding[] {
  const all = Object.entries(parked).filter(
    // What is wrong with the member itself is said of the member.
    ([, each]) => isParkedForGood(each) && (each.why === undefined || each.why === 'forbidden'),
  );
  const jobs = all.filter(([name]) => name !== 'attribute');
  const names = [...new Set(jobs.map(([name]) => name.split(' ')[0]))];
  const since = (places: typeof all) => Math.min(...places.map(([, each]) => each.since));
  return [
    ...(jobs.length === 0
      ? []
      : [
          wrong(
            `${countOf(names.length, 'job')} parked, since WORKABLE_MEMBER may not write there: ${names.join(', ')}. Add the member to the hiring team, or publish the job again; it is tried again by itself`,
            { count: names.length, since: since(jobs) },
          ),
        ]),
    ...(jobs.length === all.length
      ? []
      : [
          wrong(
            'Workable has no custom attribute of the key STAGE_SCORE_ATTRIBUTE, or does not let the token write it. Make it there, or unset the setting; it is tried again by itself',
            { since: since(all.filter(([name]) => name === 'attribute')) },
          ),
        ]),
  ];
}

function running(backFills: NonNullable<Known['record']>['backFills'] = {}): Finding[] {
  return Object.values(backFills)
    .filter(({ endedAt }) => endedAt === undefined)
    .map(({ released, startedAt }) => fine(`a back-fill since ${iso(startedAt)} has released ${released} so far`));
}

function number(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function countOf(count: number, what: string): string {
  return `${number(count, what)} ${count === 1 ? 'is' : 'are'}`;
}
