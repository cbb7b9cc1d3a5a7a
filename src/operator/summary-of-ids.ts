const maxListed = 5;

/** `1 (w1)`, `7 (w1, w2, w3, w4, w5 and 2 more)`: keeps lines of the history short. */
export function summaryOfIds(ids: readonly string[]): string {
  const listed = ids.slice(0, maxListed).join(', ');
  const more = ids.length > maxListed ? ` and ${ids.length - maxListed} more` : '';
  return `${ids.length} (${listed}${more})`;
}
