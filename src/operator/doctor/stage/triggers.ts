import { triggerName } from '../../../workable/stages/connection.ts';
import { iso } from '../../iso.ts';
import { type Finding, fine, uncertain } from '../finding.ts';
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
    ...running(record?.backFills),
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
