import type { Outline } from '../outbox/destination.ts';

type Leaf = Exclude<Outline, { [key: string]: Outline }>;

const absent = '–';

/** What changes from one payload to another, a line for each path: `interview.score  78 → 82`. Pure. */
export function differences(was: Outline | undefined, will: Outline): string[] {
  const [before, after] = [leavesOf(was ?? {}), leavesOf(will)];
  const changed = [...new Set([...after.keys(), ...before.keys()])].flatMap((path) => {
    const text = changeOf(before.get(path), after.get(path));
    return text === undefined ? [] : [[path, text] as const];
  });
  const width = Math.max(0, ...changed.map(([path]) => path.length));
  return changed.map(([path, text]) => `${path.padEnd(width)}  ${text}`);
}

function leavesOf(outline: Outline, path = '', found = new Map<string, Leaf>()): Map<string, Leaf> {
  if (isLeaf(outline)) return found.set(path, outline);
  for (const [key, inner] of Object.entries(outline)) leavesOf(inner, path ? `${path}.${key}` : key, found);
  return found;
}

function isLeaf(outline: Outline): outline is Leaf {
  return typeof outline !== 'object' || Array.isArray(outline);
}

function changeOf(before: Leaf | undefined, after: Leaf | undefined): string | undefined {
  if (String(before) === String(after) && typeof before === typeof after) return undefined;
  const [was, will] = [textOf(before), textOf(after)];
  if (typeof before !== 'object' || typeof after !== 'object') return `${was} → ${will}`;
  return `changed (${before[0] === after[0] ? will : `${count(before[0])} → ${will}`})`;
}

function textOf(leaf: Leaf | undefined): string {
  if (leaf === undefined) return absent;
  if (typeof leaf === 'object') return `${count(leaf[0])} characters`;
  // These texts come from outside, and a terminal interprets control characters.
  return String(leaf).replace(/\p{C}/gu, ' ');
}

function count(characters: number): string {
  return characters.toLocaleString('en-GB');
}
