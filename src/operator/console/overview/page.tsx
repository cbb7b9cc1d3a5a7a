import type { VNode } from 'preact';
import { openCircuitsOf, type WaitingCircuit } from '../../queries/open-circuits.ts';
import { Button } from '../form.tsx';
import { page } from '../page.ts';

export const overviewPage = page({ path: '/', place: 'overview' }).showing({
  title: 'Overview',
  load: async (parts) => ({ circuits: await openCircuitsOf(parts) }),
  view: ({ circuits }) => (
    <>
      {circuits.map((each) => (
        <Circuit {...each} />
      ))}
    </>
  ),
});

function Circuit({ account, destination, waiting, why }: WaitingCircuit): VNode {
  const path = `/accounts/${account}/circuits/${destination}`;
  return (
    <section class="banner">
      <p>
        <strong>{account}</strong>: {waiting} deliveries {why}.
      </p>
      <div class="row">
        <Button to={`${path}/probe`} text="Probe now" isMain />
        <Button to={`${path}/close`} text="Close the circuit" />
      </div>
    </section>
  );
}
