import type { VNode } from 'preact';
import { fittingRows } from '../../../pages/room.tsx';
import { openCircuitsOf, type WaitingCircuit } from '../../queries/open-circuits.ts';
import { type Overview, overviewOf } from '../../queries/overview.ts';
import { Banners } from '../banners.tsx';
import { Button, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { Live, liveQuery } from '../live.tsx';
import { Sentence } from '../moment.tsx';
import { page } from '../page.ts';
import { Strip, sumOf } from './strip.tsx';

/** Of a page of 60,000. */
const circuitBytes = 12_000;

export const overviewPage = page({
  path: '/',
  place: 'overview',
  query: liveQuery,
}).showing({
  title: 'Overview',
  async load(parts, { query: { live } }) {
    const [overview, circuits, hours] = await Promise.all([
      overviewOf(parts),
      openCircuitsOf(parts),
      parts.storage.tries.lastDay(parts.now()),
    ]);
    return { overview, circuits, hours, now: parts.now(), isLive: live !== 'off' };
  },
  view: ({ overview, circuits, hours, now, isLive }) => {
    const counts = { delivered: sumOf(hours, 'acknowledged'), refused: sumOf(hours, 'refused') };
    return (
      <Live at="" isOn={isLive} everySeconds={10}>
        <Troubles {...overview} />
        <Circuits circuits={circuits} />
        <Tiles overview={overview} counts={counts} now={now} />
        <Strip hours={hours} />
      </Live>
    );
  },
});

export function Troubles({ troubles, others, warnings, isCut }: Overview): VNode {
  const isFine = troubles.length + others === 0;
  return (
    <>
      {isFine && (
        <p class={`said ${warnings.length === 0 ? 'good' : 'warn'}`}>
          Nothing is wrong as far as what is stored here says. <Warnings warnings={warnings} isCut={isCut} />
          Vendors, mail servers and Workable are asked when you open the page of an account.
        </p>
      )}
      <Banners troubles={troubles} />
      {others > 0 && (
        <p>
          {others} more {others === 1 ? 'account has' : 'accounts have'} something to say: see{' '}
          <Link to="/accounts">Accounts</Link>.
        </p>
      )}
      {!isFine && warnings.length > 0 && (
        <p class="said warn">
          <Warnings warnings={warnings} isCut={isCut} />
        </p>
      )}
    </>
  );
}

/** How many there are, and where they stand. */
function Warnings({ warnings, isCut }: Pick<Overview, 'warnings' | 'isCut'>): VNode | null {
  if (warnings.length === 0) return null;
  const count = warnings.reduce((all, each) => all + each.count, 0);
  return (
    <>
      {isCut && 'Of the accounts that were looked at, '}
      {counted(count, 'warning')}: see the health of{' '}
      {warnings.map(({ account, count: of }, i) => (
        <>
          {i > 0 && ', '}
          <Link to={`/accounts/${encodeURIComponent(account)}/health`}>{account}</Link>
          {warnings.length > 1 && ` (${of})`}
        </>
      ))}
      .{' '}
    </>
  );
}

export function Circuits({ circuits }: { circuits: readonly WaitingCircuit[] }): VNode {
  const shown = fittingRows(circuits, circuitBytes, Circuit);
  return (
    <>
      {shown}
      {circuits.length > shown.length && <p>{circuits.length - shown.length} more circuits are open.</p>}
    </>
  );
}

function Circuit({ account, destination, waiting, why }: WaitingCircuit): VNode {
  const path = `/accounts/${encodeURIComponent(account)}/circuits/${encodeURIComponent(destination)}`;
  return (
    <section aria-label={`Circuit of ${account}`}>
      <p>
        <span class="chip warn">circuit open</span> <strong>{account}</strong>, {destination}:{' '}
        {waiting === 1 ? '1 delivery waits' : `${waiting} deliveries wait`}. All deliveries <Sentence text={why} />.
      </p>
      <div class="row">
        <Button to={`${path}/probe`} text="Probe now" isMain />
        <Button to={`${path}/close`} text="Close the circuit" />
      </div>
      <p class="soft">A probe sends one delivery: its answer decides about the others. Closing sends all of them.</p>
    </section>
  );
}

type TilesProps = { overview: Overview; counts: { delivered: number; refused: number }; now: number };

function Tiles({ overview, counts, now }: TilesProps): VNode {
  const { waiting, failed, notInvited, rejected, oldestSince } = overview;
  const tiles = [
    ['waiting', waiting.toLocaleString('en-GB')],
    ['failed', failed.toLocaleString('en-GB')],
    ['refused in 24\u00a0h', counts.refused.toLocaleString('en-GB')],
    ['not invited in 24\u00a0h', notInvited.toLocaleString('en-GB')],
    ['rejected webhooks', rejected.toLocaleString('en-GB')],
    ['oldest undelivered', oldestSince === undefined ? '–' : ageText(now - oldestSince)],
    ['delivered in 24\u00a0h', counts.delivered.toLocaleString('en-GB')],
  ] as const;
  return (
    <dl class="tiles">
      {tiles.map(([title, text]) => (
        <div>
          <dt>{title}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function ageText(ms: number): string {
  if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
}
