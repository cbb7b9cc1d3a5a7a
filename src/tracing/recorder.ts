import { AsyncLocalStorage } from 'node:async_hooks';
import { limits } from '../limits.ts';
import type { Attributes, Call, ExportUnit, Unit } from './unit.ts';

type Parts = { exportUnit: ExportUnit; now: () => number };

export type Recorder = {
  /** Does a piece of work, and exports what was recorded of it. A request counts although nothing was. */
  inUnit<T>(named: Pick<Unit, 'name' | 'kind'>, work: (unit: Unit) => Promise<T>): Promise<T>;
  /** What the present unit is about; the first to say so is right. */
  about(id: string, more?: { isFirst?: boolean; attributes?: Attributes }): void;
  /** Something happened in the present unit. */
  event(name: string, attributes: Attributes): void;
  /** A request of the present unit. Rejects as `send` does; `described` says what came of it. */
  call<T>(
    name: string,
    attributes: Attributes,
    send: () => Promise<T>,
    described: (answer: T) => Attributes,
  ): Promise<T>;
};

/** Records units in memory until they end: only then it may be known what they were about. */
export function createRecorder({ exportUnit, now }: Parts): Recorder {
  const present = new AsyncLocalStorage<Unit>();
  /** What goes on after its unit has ended is no part of it. */
  const open = new WeakSet<Unit>();
  return { inUnit, about, event, call };

  async function inUnit<T>({ name, kind }: Pick<Unit, 'name' | 'kind'>, work: (unit: Unit) => Promise<T>): Promise<T> {
    const startedAt = now();
    const unit: Unit = {
      ...{ name, kind, startedAt, endedAt: startedAt, attributes: {}, hasFailed: false, isFirst: false },
      ...{ calls: [], events: [] },
    };
    open.add(unit);
    try {
      return await present.run(unit, () => work(unit));
    } catch (error) {
      unit.hasFailed = true;
      throw error;
    } finally {
      open.delete(unit);
      unit.endedAt = now();
      if (kind === 'server' || unit.calls.length + unit.events.length > 0) exportUnit(unit);
    }
  }

  function current(): Unit | undefined {
    const unit = present.getStore();
    return unit && open.has(unit) ? unit : undefined;
  }

  function about(id: string, { isFirst = false, attributes = {} }: Parameters<Recorder['about']>[1] = {}): void {
    const unit = current();
    if (!unit) return;
    unit.about ??= id;
    if (unit.about !== id) return;
    unit.isFirst ||= isFirst;
    Object.assign(unit.attributes, attributes);
  }

  function event(name: string, attributes: Attributes): void {
    const unit = current();
    if (unit && unit.events.length < limits.spansOfUnit) unit.events.push({ at: now(), name, attributes });
  }

  async function call<T>(
    name: string,
    attributes: Attributes,
    send: () => Promise<T>,
    described: (answer: T) => Attributes,
  ): Promise<T> {
    const unit = current();
    if (!unit || unit.calls.length >= limits.spansOfUnit) return send();
    const made: Call = { name, startedAt: now(), endedAt: now(), attributes, hasFailed: true };
    unit.calls.push(made);
    try {
      const answer = await send();
      Object.assign(made.attributes, described(answer));
      made.hasFailed = false;
      return answer;
    } finally {
      made.endedAt = now();
    }
  }
}
