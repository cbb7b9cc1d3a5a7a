import { Gauge, type Registry } from 'prom-client';

/** A gauge of each account; undefined where there is nothing to say. With a `label`: one for each of its values. */
export type AccountGauge<Of> = { name: string; help: string } & (
  | { value: (of: Of) => number | undefined }
  | { label: string; values: (of: Of) => Readonly<Record<string, number>> }
);

/** Prometheus collects all gauges of one scrape at the same time: they share one read. */
export function openAccountGauges<Of>(
  registry: Registry,
  gauges: readonly AccountGauge<Of>[],
  read: () => Promise<readonly { account: string; of: Of }[]>,
): void {
  let reading: ReturnType<typeof read> | undefined;
  for (const gauge of gauges) {
    const { name, help } = gauge;
    new Gauge({
      name,
      help,
      labelNames: ['account', ...('label' in gauge ? [gauge.label] : [])],
      registers: [registry],
      async collect() {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        const found = await reading;
        this.reset();
        for (const { account, of } of found) {
          for (const [labels, value] of valuesOf(gauge, of)) this.set({ account, ...labels }, value);
        }
      },
    });
  }
}

function valuesOf<Of>(gauge: AccountGauge<Of>, of: Of): (readonly [Record<string, string>, number])[] {
  if ('value' in gauge) {
    const value = gauge.value(of);
    return value === undefined ? [] : [[{}, value]];
  }
  return Object.entries(gauge.values(of)).map(([word, value]) => [{ [gauge.label]: word }, value]);
}
