import { evaluate, type Scrape } from './alert-expressions.ts';
import { alertRules } from './alert-rules.ts';
import { measured, samplesOf } from './metrics.ts';
import { metricsOf } from './operator.ts';
import { minute } from './times.ts';
import { until, type World } from './world.ts';

/** What Prometheus would make of a bridge with `ops/prometheus-alerts.yaml`, which it scrapes once a minute. */
export type Alarms = {
  /** Lets minutes pass by the clock of the test; in each the bridge does what is due. */
  pass(minutes: number): Promise<void>;
  /** The alarms that fire, by name. */
  firing(): string[];
  /** Passes minutes until nothing fires any more. */
  untilSilent(): Promise<void>;
  readonly scrapes: readonly Scrape[];
};

/** What is parked is tried again hourly; no alarm looks back for longer, and none waits for longer. */
const longestMinutes = 130;

export function watchAlarms(world: World): Alarms {
  const rules = alertRules();
  const scrapes: Scrape[] = [];
  /** By alarm and labels: since when it is true. */
  let since = new Map<string, number>();

  return { pass, firing, untilSilent, scrapes };

  async function pass(minutes: number): Promise<void> {
    for (let i = 0; i < minutes; i += 1) {
      world.clock.advance(minute);
      // While Redis is away it is NaN.
      const isLate = async () => (await measured(world, 'bridge_oldest_due_seconds')) > 30;
      await until('what is due is done', async () => !(await isLate()));
      scrapes.push({ at: world.clock.now(), samples: samplesOf(await metricsOf(world)) });
      evaluateAll();
    }
  }

  function evaluateAll(): void {
    const now = scrapes.at(-1)?.at ?? 0;
    const active = rules.flatMap(({ alert, expr }) =>
      evaluate(expr, scrapes).map(({ labels }) => `${alert} ${JSON.stringify(labels)}`),
    );
    since = new Map(active.map((key) => [key, since.get(key) ?? now]));
  }

  function firing(): string[] {
    const now = scrapes.at(-1)?.at ?? 0;
    const names = rules.flatMap(({ alert, forMs }) =>
      [...since].some(([key, from]) => key.startsWith(`${alert} `) && now - from >= forMs) ? alert : [],
    );
    return names.sort();
  }

  async function untilSilent(): Promise<void> {
    for (let i = 0; i < longestMinutes && firing().length > 0; i += 1) await pass(1);
    if (firing().length > 0) throw new Error(`Still firing: ${firing().join(', ')}`);
  }
}
