import { triggerName } from '../../../workable/stages/connection.ts';
import { iso } from '../../iso.ts';
import { type Finding, fine, uncertain, wrong } from '../finding.ts';
import type { Known } from './access.ts';

/** Which stages have candidates interviewed, and which wait for a person or for Workable. */
export function triggerFindings({ account, record, now }: Known): Finding[] {
  const all = account.connected.everyTrigger(record);
  const active = all.filter(({ state }) => state === 'active');
  const pending = all.filter(({ state }) => state === 'pending');
  const unready = active.filter((each) => record?.baselines[triggerName(each)]?.doneAt === undefined);
  const parked = Object.entries(record?.parked ?? {}).filter(
    // What is wrong with the member itself is said of the member.
    ([, { retestAt, why }]) => retestAt > now && (why === undefined || why === 'forbidden'),
  );
  return [
    active.length === 0
      ? uncertain('no trigger is active, so nobody is interviewed')
      : fine(`${countOf(active.length, 'trigger')} active`),
    ...(unready.length > 0
      ? [uncertain(`who stands in the stage of ${countOf(unready.length, 'trigger')} is being noted first`)]
      : []),
    ...(pending.length > 0
      ? [
          {
            ...uncertain(`${countOf(pending.length, 'trigger')} pending: a person decides. See "bridge triggers"`),
            count: pending.length,
          },
        ]
      : []),
    ...(parked.length > 0
      ? [
          wrong(
            `${countOf(parked.length, 'job')} parked, since WORKABLE_MEMBER may not write there: ${parked.map(([job]) => job).join(', ')}. Add the member to the hiring team; it is tried again by itself`,
            { count: parked.length, since: Math.min(...parked.map(([, { since }]) => since)) },
          ),
        ]
      : []),
    ...running(record?.backFills),
  ];
}

function running(backFills: NonNullable<Known['record']>['backFills'] = {}): Finding[] {
  return Object.values(backFills)
    .filter(({ endedAt }) => endedAt === undefined)
    .map(({ released, startedAt }) => fine(`a back-fill since ${iso(startedAt)} has released ${released} so far`));
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? ' is' : 's are'}`;
}
