import { openLine } from '../../../testing/line.ts';
import { quantile } from '../../../testing/statistics.ts';
import type { Load, Loaded } from './order.ts';
import { prepare } from './template.ts';

const timeoutMs = 30_000;

/** A closed loop: measures the capacity of the other side with so many waiting callers. */
export async function runLoad(load: Load): Promise<Loaded> {
  const { port, connections, seconds, most = Number.POSITIVE_INFINITY, request, says = '', subjects } = load;
  const requests = subjects.map((subject) => prepare(port, request, subject));
  const turns = subjects.map(() => 0);
  const acknowledged = subjects.map(() => 0);
  const times: number[] = [];
  const answers: Record<string, number> = {};
  let sent = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;

  await Promise.all(Array.from({ length: connections }, work));
  const tookMs = performance.now() - startedAt;
  return { tookMs, answers, p50: quantile(times, 0.5), p99: quantile(times, 0.99), acknowledged };

  async function work(): Promise<void> {
    const line = openLine(port);
    while (performance.now() < endsAt && sent < most) {
      const subject = sent % subjects.length;
      sent += 1;
      const turn = (turns[subject] ?? 0) + 1;
      turns[subject] = turn;
      const sentAt = performance.now();
      const { status, body } = await line.ask(requests[subject]?.bytes(turn) ?? Buffer.alloc(0), {
        isHead: false,
        timeoutMs,
      });
      times.push(performance.now() - sentAt);
      const answer = body.includes(says) ? String(status) : `${status} with another body`;
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (status >= 200 && status < 300) acknowledged[subject] = Math.max(acknowledged[subject] ?? 0, turn);
    }
    line.close();
  }
}
