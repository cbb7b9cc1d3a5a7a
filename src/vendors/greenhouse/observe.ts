import { legible, singleLine } from '../../interviews/legible.ts';
import type { Observation, Remark, Score } from '../../interviews/observation.ts';
import { limits } from '../../limits.ts';
import type { Read } from '../lenient.ts';
import type { Status } from './contract.ts';
import { type GreenhouseSettings, wordOf } from './settings.ts';

type Scale = Pick<GreenhouseSettings, 'scoreMax' | 'failedStatuses'>;

/**
 * The vendor's status as an observation: an invitation has one attempt, with the vendor's id. The contract defines one
 * word, and no scale. Pure.
 */
export function observe(
  ref: string,
  { read: said, ignored: unread }: Read<Status>,
  at: number,
  { scoreMax, failedStatuses }: Scale,
): Observation {
  const ignored = new Set(unread);
  const belowMinimum: string[] = [];
  const word = wordOf(said.partner_status ?? '');
  const isComplete = word === 'complete';
  if (word === '') ignored.add('partner_status');
  if (isComplete && !said.partner_profile_url) ignored.add('partner_profile_url');
  const remarks = [...scoreAsItIs(), ...remarksOf(said.metadata ?? {})];
  return {
    attemptId: ref,
    source: 'fetch',
    at,
    state: isComplete ? 'finished' : failedStatuses.includes(word) ? 'failed' : 'running',
    isSubmitted: isComplete,
    vendorStatus: said.partner_status ?? null,
    score: scoreOnScale(),
    resultPage: said.partner_profile_url ?? null,
    remarks: remarks.length > 0 ? remarks : null,
    ...(isComplete ? { final: 'completed' as const } : {}),
    ...(ignored.size > 0 ? { ignored: [...ignored].slice(0, limits.ignoredFields) } : {}),
    ...(belowMinimum.length > 0 ? { belowMinimum } : {}),
  };

  function scoreOnScale(): Score | null {
    const { partner_score: points } = said;
    if (scoreMax === undefined || typeof points !== 'number') return null;
    if (points >= 0) return { points, of: scoreMax };
    belowMinimum.push('partner_score');
    return null;
  }

  /** Without a scale a score means what the vendor's readers take it for. */
  function scoreAsItIs(): Remark[] {
    const { partner_score: points } = said;
    return scoreMax === undefined && typeof points === 'number' ? [{ label: 'Score', value: points }] : [];
  }

  /** In the vendor's order. What has no name to stand under, or no room in a result, is left out: it is no fault. */
  function remarksOf(metadata: Record<string, unknown>): Remark[] {
    const remarks: Remark[] = [];
    let characters = 0;
    for (const [key, value] of Object.entries(metadata)) {
      if (value === null) continue;
      const readable = readableOf(value);
      if (readable === undefined) ignored.add('metadata[]');
      const label = singleLine(key, limits.titleCharacters);
      if (readable === undefined || label === '') continue;
      const size = label.length + String(readable).length;
      if (remarks.length >= limits.remarks || characters + size > limits.resultBytes) continue;
      characters += size;
      remarks.push({ label, value: readable });
    }
    return remarks;
  }
}

function readableOf(value: unknown): Remark['value'] | undefined {
  if (typeof value === 'string') return legible(value, limits.resultBytes);
  if (typeof value === 'boolean' || Number.isFinite(value)) return value as number | boolean;
  return undefined;
}
