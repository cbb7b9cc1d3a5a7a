/** The name that was probably meant, for "did you mean"; undefined when none is close. */
export function closest(word: string, names: readonly string[]): string | undefined {
  const typed = word.slice(0, 40).toLowerCase();
  const best = names
    .map((name) => ({ name, distance: isPrefix(typed, name) ? 1 : distance(typed, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(1, Math.min(3, Math.floor(best.name.length / 3))) ? best.name : undefined;
}

function isPrefix(typed: string, name: string): boolean {
  return typed.length > 2 && name.toLowerCase().startsWith(typed);
}

/** How many letters to add, remove, change or swap with the next. */
function distance(from: string, to: string): number {
  let [before, row] = [[] as number[], Array.from({ length: to.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? 0;
}
