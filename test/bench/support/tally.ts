import type { Command } from './commands.ts';

/** How often each command is sent, and how many waits for Redis they come to at most. */
export type Tally = { trips: number; names: Map<string, number> };

export function tally(commands: readonly Command[]): Tally {
  const names = new Map<string, number>();
  for (const { name } of commands) names.set(name, (names.get(name) ?? 0) + 1);
  return { trips: commands.filter(({ isAlong }) => !isAlong).length, names };
}

/** What is left of it for each of so many, without `part` of what was sent while nothing went on. */
export function perEach(all: Tally, idle: Tally, part: number, count: number): Tally {
  const each = (sent: number, sentIdle: number) => (sent - sentIdle * part) / count;
  const names = [...all.names].map(([name, sent]) => [name, each(sent, idle.names.get(name) ?? 0)] as const);
  return { trips: each(all.trips, idle.trips), names: new Map(names) };
}

export function commandsOf({ names }: Tally): number {
  return [...names.values()].reduce((sum, each) => sum + each, 0);
}

/** `3.00 commands in 3.00 round trips: findSubjects 1.00, saveRecord 1.00, addStandardJob 1.00` */
export function describeTally(all: Tally): string {
  const names = [...all.names].filter(([, count]) => count >= 0.01).toSorted(([, a], [, b]) => b - a);
  const list = names.map(([name, count]) => `${name} ${count.toFixed(2)}`).join(', ');
  return `${commandsOf(all).toFixed(2)} commands in ${all.trips.toFixed(2)} round trips: ${list}`;
}
