import { Gauge, type Registry } from 'prom-client';

/** Labels beside `account`, and a number. */
export type Series = { labels: Readonly<Record<string, string>>; value: number };

/** A gauge of each account. An account without a value, or with 0, has nothing to say and no series. */
export type AccountGauge<Of> = { name: string; help: string } & (
  | { value: (of: Of) => number | undefined }
  | { labels: readonly string[]; series: (of: Of) => readonly Series[] }
);

/** A gauge of all accounts together, without their names; with a `label`, one number for each of its values. */
export type TotalGauge<Of> = { name: string; help: string } & (
  | { total: (all: readonly Of[]) => number | undefined }
  | { label: string; totals: (all: readonly Of[]) => Readonly<Record<string, number>> }
);

type Gauges<Of> = { ofAccounts: readonly AccountGauge<Of>[]; ofAll: readonly TotalGauge<Of>[] };
type Read<Of> = () => Promise<readonly { account: string; of: Of }[]>;

/** Prometheus collects all gauges of one scrape at the same time: they share one read. */
export function openAccountGauges<Of>(registry: Registry, { ofAccounts, ofAll }: Gauges<Of>, read: Read<Of>): void {
  let reading: ReturnType<Read<Of>> | undefined;
  for (const gauge of ofAccounts) {
    open(gauge, ['account', ...('labels' in gauge ? gauge.labels : [])], (found) =>
      found.flatMap(({ account, of }) =>
        seriesOf(gauge, of).map(({ labels, value }) => ({ labels: { account, ...labels }, value })),
      ),
    );
  }
  for (const gauge of ofAll) {
    open(gauge, 'label' in gauge ? [gauge.label] : [], (found) => totalsOf(gauge, found));
  }

  function open(
    { name, help }: { name: string; help: string },
    labelNames: string[],
    collected: (found: Awaited<ReturnType<Read<Of>>>) => readonly Series[],
  ): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        const found = await reading;
        this.reset();
        // One without labels would be 0 while Redis is away.
        if (labelNames.length === 0) this.remove();
        for (const { labels, value } of collected(found)) this.set(labels, value);
      },
    });
  }
}

function seriesOf<Of>(gauge: AccountGauge<Of>, of: Of): readonly Series[] {
  const series = 'series' in gauge ? gauge.series(of) : [{ labels: {}, value: gauge.value(of) ?? 0 }];
  return series.filter(({ value }) => value !== 0);
}

function totalsOf<Of>(gauge: TotalGauge<Of>, found: readonly { of: Of }[]): Series[] {
  if (found.length === 0) return [];
  const all = found.map(({ of }) => of);
  if ('total' in gauge) {
    const value = gauge.total(all);
    return value === undefined ? [] : [{ labels: {}, value }];
  }
  return Object.entries(gauge.totals(all)).map(([word, value]) => ({ labels: { [gauge.label]: word }, value }));
}
