import type { VNode } from 'preact';
import type { Door } from './actions.ts';
import { BadDaysPanel } from './bad-days-panel.tsx';
import type { Told } from './bridge-history.ts';
import { BridgeColumn } from './columns/bridge.tsx';
import { VendorColumn } from './columns/vendor.tsx';
import { WorkableColumn } from './columns/workable.tsx';
import { ExchangeList } from './exchanges.tsx';
import type { Sandbox } from './sandbox.ts';
import { Scoreboard } from './scoreboard.tsx';
import type { TourStep } from './tour.ts';
import { TourPanel } from './tour-panel.tsx';

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
      <TourPanel steps={tour} door={door} />
      <Scoreboard sandbox={sandbox} />
      <BadDaysPanel sandbox={sandbox} />
      <div class="columns">
        <WorkableColumn sandbox={sandbox} />
        <BridgeColumn sandbox={sandbox} told={told} />
        <VendorColumn sandbox={sandbox} />
      </div>
      <ExchangeList exchanges={sandbox.exchanges.all} />
    </>
  );
}
