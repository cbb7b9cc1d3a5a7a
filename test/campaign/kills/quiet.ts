import type { Cast } from './cast.ts';

/** Why the bridge is not idle, by its own metrics; undefined when it is. */
export async function restlessness({ metrics }: Pick<Cast, 'metrics'>): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${metrics.token}` };
  const text = await fetch(metrics.url, { headers })
    .then((answer) => answer.text())
    .catch(() => '');
  const oldestDue = gaugeOf(text, 'bridge_oldest_due_seconds');
  // No series: none has failed.
  const failed = gaugeOf(text, 'bridge_deliveries_failed', 0);
  if (Number.isNaN(oldestDue + failed)) return 'the bridge has no metrics';
  if (oldestDue > 0) return `something is due since ${oldestDue} s`;
  return failed > 0 ? `${failed} deliveries have failed` : undefined;
}

function gaugeOf(metrics: string, name: string, absent = Number.NaN): number {
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(metrics)?.[1] ?? absent);
}

export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
