import type { VNode } from 'preact';
import type { RateUse } from '../../../workable/api/limiter.ts';
import type { ConnectionRecord } from '../../../workable/stages/connection.ts';
import type { KnownTrigger } from '../../../workable/stages/stored-triggers.ts';
import { Button, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { At } from '../moment.tsx';
import { pathOf } from './words.tsx';

type Props = { name: string; record: ConnectionRecord | undefined; use: RateUse; triggers: readonly KnownTrigger[] };

/** What the bridge does at Workable by itself, in short. */
export function StageDoor({ name, record, use, triggers }: Props): VNode {
  const count = (state: KnownTrigger['state']) => triggers.filter((each) => each.state === state).length;
  return (
    <section>
      <h2>Stages of Workable's pipeline</h2>
      <p>
        {record?.company !== undefined && (
          <>
            Connected to <bdi>{record.company}</bdi>.{' '}
          </>
        )}
        {counted(count('active'), 'trigger')} on, {count('off')} off
        {count('pending') > 0 && (
          <>
            , <span class="chip warn">{counted(count('pending'), 'question')} to answer</span>
          </>
        )}
        .
      </p>
      <p class="row">
        <Link to={pathOf(name, '/triggers')}>Triggers and back-fills</Link>
        <Link to={pathOf(name, '/test-sync')}>Test sync</Link>
        <Link to={pathOf(name, '/members')}>Members</Link>
      </p>
      {record?.away && <Away name={name} away={record.away} />}
      <h3>Requests to Workable</h3>
      <dl>
        <dt>Allowed</dt>
        <dd>{use.limit} in 10 s</dd>
        <dt>Last minute</dt>
        <dd>
          {use.lastMinute.ours} of ours, {use.lastMinute.others} of others
        </dd>
        <dt>Today (UTC)</dt>
        <dd>
          {use.today.ours} of ours, {use.today.others} of others, {use.today.refused} answered 429
        </dd>
        <dt>Waiting now</dt>
        <dd>{Object.values(use.waiting).reduce((all, each) => all + each, 0)}</dd>
      </dl>
    </section>
  );
}

function Away({ name, away }: { name: string; away: NonNullable<ConnectionRecord['away']> }): VNode {
  return (
    <div class="said warn">
      <p>
        Workable was not heard of from <At at={away.since} /> to <At at={away.until} />: candidates may have moved on,
        so no candidate is invited before you say so.
      </p>
      <Button to={pathOf(name, '/invitations/resume')} text="Let invitations out" />
    </div>
  );
}
