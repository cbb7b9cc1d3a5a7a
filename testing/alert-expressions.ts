import { durationMs } from './alert-rules.ts';
import { labelsOf, type Sample } from './metrics.ts';

/** Everything that was scraped at one time, epoch ms. */
export type Scrape = { at: number; samples: readonly Sample[] };

type Labels = Readonly<Record<string, string>>;
type Vector = readonly { labels: Labels; value: number }[];

/** A sample counts for so long, as in Prometheus. */
const lookBackMs = 5 * 60_000;

/**
 * What an expression of the alarms is at the time of the last scrape, oldest first, by the rules of Prometheus. It
 * knows the forms that the alarms use, and throws for any other:
 *
 * - `max by (account) (…) > 0`, with or without `by`, and so for `min` and `sum`; `absent(…)`
 * - in it, selectors, `increase(…[15m])`, `… unless … offset 15m`, and several of them with `or`
 *
 * It differs in one thing: an increase is not extrapolated to the ends of its window.
 */
export function evaluate(expression: string, scrapes: readonly Scrape[]): Vector {
  const now = scrapes.at(-1)?.at ?? 0;
  const words = wordsOf(expression);
  const found = comparison();
  if (words.length > 0) throw new Error(`${expression}: ${words[0]} is not understood`);
  return found;

  function comparison(): Vector {
    if (next('absent')) {
      const vector = inBrackets(() => selected(now));
      return vector.length === 0 ? [{ labels: {}, value: 1 }] : [];
    }
    const vector = aggregation();
    const operator = take(/^(>|<|==)$/);
    const limit = Number(take(/^[\d.]+$/));
    return vector.filter(({ value }) =>
      operator === '>' ? value > limit : operator === '<' ? value < limit : value === limit,
    );
  }

  function aggregation(): Vector {
    const by = take(/^(max|min|sum)$/);
    const labels = next('by') ? inBrackets(names) : [];
    const groups = new Map<string, { labels: Labels; values: number[] }>();
    for (const { labels: all, value } of inBrackets(union)) {
      const kept = Object.fromEntries(labels.flatMap((name) => (name in all ? [[name, all[name] ?? '']] : [])));
      const group = groups.get(keyOf(kept)) ?? { labels: kept, values: [] };
      group.values.push(value);
      groups.set(keyOf(kept), group);
    }
    return [...groups.values()].map(({ labels: kept, values }) => ({ labels: kept, value: aggregated(by, values) }));
  }

  function union(): Vector {
    let all = difference();
    while (next('or')) {
      const more = difference();
      const known = new Set(all.map(({ labels }) => keyOf(labels)));
      all = [...all, ...more.filter(({ labels }) => !known.has(keyOf(labels)))];
    }
    return all;
  }

  function difference(): Vector {
    if (words[0] === '(') return inBrackets(union);
    if (next('increase')) return inBrackets(increase);
    const from = words[0] ?? '';
    const vector = selected(now);
    if (!next('unless')) return vector;
    if (words[0] !== from) throw new Error(`${expression}: two series are compared`);
    const name = words.shift() ?? '';
    take(/^offset$/);
    const without = new Set(select(name, now - durationMs(take(/^\d+[smh]$/))).map(({ labels }) => keyOf(labels)));
    return vector.filter(({ labels }) => !without.has(keyOf(labels)));
  }

  function increase(): Vector {
    const [selector = '', duration = ''] = take(/\[\w+\]$/).split(/\[|\]$/);
    const inWindow = scrapes.filter(({ at }) => at > now - durationMs(duration));
    const series = new Map<string, { labels: Labels; values: number[] }>();
    for (const { samples } of inWindow) {
      for (const { labels, value } of matching(selector, samples)) {
        const one = series.get(keyOf(labels)) ?? { labels, values: [] };
        one.values.push(value);
        series.set(keyOf(labels), one);
      }
    }
    return [...series.values()]
      .filter(({ values }) => values.length > 1)
      .map(({ labels, values }) => ({ labels, value: rise(values) }));
  }

  function selected(at: number): Vector {
    return select(words.shift() ?? '', at);
  }

  function select(selector: string, at: number): Vector {
    const scrape = scrapes.findLast((each) => each.at <= at && each.at > at - lookBackMs);
    return matching(selector, scrape?.samples ?? []);
  }

  function names(): string[] {
    const all = [take(/^\w+$/)];
    while (next(',')) all.push(take(/^\w+$/));
    return all;
  }

  function inBrackets<T>(inner: () => T): T {
    take(/^\($/);
    const value = inner();
    take(/^\)$/);
    return value;
  }

  function next(word: string): boolean {
    if (words[0] !== word) return false;
    words.shift();
    return true;
  }

  function take(form: RegExp): string {
    const word = words.shift() ?? 'its end';
    if (!form.test(word)) throw new Error(`${expression}: ${word} is not understood`);
    return word;
  }
}

/** The metrics that an expression selects, with the labels that it names. */
export function metricsIn(expression: string): { name: string; labels: string[] }[] {
  const grouped = [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  const selectors = expression.match(/bridge_\w+(\{[^}]*\})?/g) ?? [];
  return selectors.map((selector) => {
    const [name = '', matchers = ''] = selector.split(/\{|\}/);
    const labels = [...matchers.matchAll(/(\w+)=~?"/g)].map(([, label = '']) => label);
    return {
      name: name.replace(/_(bucket|count|sum)$/, ''),
      labels: [...labels, ...grouped.filter((each) => each !== 'le')],
    };
  });
}

function wordsOf(expression: string): string[] {
  return expression.match(/\w+\{[^}]*\}(\[\w+\])?|\w+\[\w+\]|[\w.]+|==|[(),<>]/g) ?? [];
}

function matching(selector: string, samples: readonly Sample[]): Vector {
  const [, wanted, matchers = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(selector) ?? [];
  const equal = labelsOf(matchers);
  const alike = labelsOf(matchers.replaceAll('=~', '='));
  return samples.filter(({ name, labels }) => {
    if (name !== wanted) return false;
    return Object.entries(alike).every(([label, value]) =>
      label in equal ? labels[label] === value : new RegExp(`^(${value})$`).test(labels[label] ?? ''),
    );
  });
}

function aggregated(by: string, values: readonly number[]): number {
  if (by === 'sum') return values.reduce((sum, each) => sum + each, 0);
  return by === 'max' ? Math.max(...values) : Math.min(...values);
}

/** A counter that falls was reset to 0 in between. */
function rise(values: readonly number[]): number {
  return values
    .slice(1)
    .reduce((sum, value, i) => sum + (value >= (values[i] ?? 0) ? value - (values[i] ?? 0) : value), 0);
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}
