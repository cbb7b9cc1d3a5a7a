const mostNamed = 5;

/** `1 (w1)`, `7 (w1, w2, w3, w4, w5 and 2 more)`: the history's lines stay short. */
export function naming(ids: readonly string[]): string {
  const named = ids.slice(0, mostNamed).join(', ');
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
  return `${ids.length} (${named}${more})`;
}
