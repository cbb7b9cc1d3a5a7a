import { askOnce, ClosedError, openLine, type WireAnswer } from '../../../testing/line.ts';
import { faultOf } from './check.ts';
import { drawRubbish, type Rubbish } from './draw.ts';
import type { Known } from './known.ts';

export type Thrown = { statuses: Map<string, number>; findings: { index: number; what: string }[]; slowestMs: number };

type Options = { port: number; seed: number; from: number; count: number; known: Known; onEach?: () => void };

/** So many requests are under way at a time. */
const linesAtOnce = 40;
const timeoutMs = 20_000;

/** Sends rubbish and checks every answer. */
export async function throwRubbish({ port, seed, from, count, known, onEach }: Options): Promise<Thrown> {
  const thrown: Thrown = { statuses: new Map(), findings: [], slowestMs: 0 };
  let next = from;
  await Promise.all(Array.from({ length: Math.min(linesAtOnce, count) }, throwOverOneLine));
  return thrown;

  async function throwOverOneLine(): Promise<void> {
    const line = openLine(port);
    while (next < from + count) {
      const rubbish = drawRubbish(seed, next++, known);
      const startedAt = performance.now();
      await throwOne(rubbish).catch((error: unknown) => {
        record('none', rubbish, error instanceof Error ? error.message : String(error));
      });
      thrown.slowestMs = Math.max(thrown.slowestMs, performance.now() - startedAt);
      onEach?.();
    }
    line.close();

    /**
     * A kept connection may be closed at the very moment it is used again; every client of HTTP then takes a fresh one.
     */
    async function askOverKept({ bytes, method }: Rubbish): Promise<WireAnswer> {
      const options = { isHead: method === 'HEAD', timeoutMs };
      const wasUsed = line.isOpen();
      try {
        return await line.ask(bytes, options);
      } catch (error) {
        if (!wasUsed || !(error instanceof ClosedError)) throw error;
        return line.ask(bytes, options);
      }
    }

    async function throwOne(rubbish: Rubbish): Promise<void> {
      const { bytes, isFramed } = rubbish;
      const answer = isFramed ? await askOverKept(rubbish) : await askOnce(port, bytes, timeoutMs);
      // A connection closed without a request gets no answer.
      if (answer) record(String(answer.status), rubbish, faultOf(rubbish, answer));
      else record('none', rubbish, undefined);
    }
  }

  function record(status: string, { index, method, path }: Rubbish, finding: string | undefined): void {
    thrown.statuses.set(status, (thrown.statuses.get(status) ?? 0) + 1);
    if (finding !== undefined) thrown.findings.push({ index, what: `${method} ${path.slice(0, 80)} ${finding}` });
  }
}

export function describeStatuses({ statuses }: Pick<Thrown, 'statuses'>): string {
  const sorted = [...statuses].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([status, count]) => `${status}: ${count}`).join(', ');
}
