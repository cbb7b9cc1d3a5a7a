import { metricsOf } from './operator.ts';
import type { World } from './world.ts';

export type Sample = { name: string; labels: Readonly<Record<string, string>>; value: number };

/** What a scrape of `/metrics` holds. */
export function samplesOf(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    return [{ name, labels: labelsOf(labels), value: Number(value.replace('+Inf', 'Infinity')) }];
  });
}

export function labelsOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

/** The sum of all series of a name with these labels; 0 where there is none: then there is nothing to say. */
export async function measured(world: World, name: string, labels: Record<string, string> = {}): Promise<number> {
  const all = samplesOf(await metricsOf(world)).filter((each) => each.name === name);
  const meant = all.filter((each) => Object.entries(labels).every(([label, value]) => each.labels[label] === value));
  return meant.reduce((sum, { value }) => sum + value, 0);
}
