import { limits } from '../limits.ts';

const mostRead = 10_000;
const length = limits.refusalCharacters;

/**
 * A peer's message as one short line, without the given secrets and names and without links, e-mail addresses and
 * control characters: peers repeat what they were sent.
 */
export function presentable(words: string, hidden: { secrets?: readonly string[]; names?: readonly string[] }): string {
  const clean = (hidden.secrets ?? []).reduce(
    (text, secret) => text.replaceAll(secret, '[secret]'),
    words.slice(0, mostRead),
  );
  const line = clean
    .slice(0, 5 * length)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll(/https?:\S+/gi, '[link]')
    .replaceAll(/[^\s@]{1,64}@[^\s@]+/g, '[e-mail]');
  return withoutNames(line, hidden.names ?? [])
    .trim()
    .slice(0, length);
}

/** Whole words only: an Al is not cut out of "also". */
function withoutNames(line: string, names: readonly string[]): string {
  const written = names.flatMap((name) => name.trim().replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&') || []);
  if (written.length === 0) return line;
  return line.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${written.join('|')})(?![\\p{L}\\p{N}])`, 'giu'), '[name]');
}
