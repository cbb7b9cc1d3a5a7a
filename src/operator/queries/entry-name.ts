const kinds: Readonly<Record<string, string>> = { comments: 'comment', attribute: 'custom attribute' };

/** What stands behind `comments/invited:1`: `kind` as people call it, `stay` where there may be one of each. Pure. */
export function entryNamed(key: string): { kind: string; name: string; stay: string | undefined } {
  const [, destination = '', name = '', stay] = /^([^/]+)\/([^:]+)(?::(\d+))?$/.exec(key) ?? [];
  return { kind: kinds[destination] ?? destination, name, stay };
}

/** `comment “invited” of stay 1` */
export function entryWords(key: string): string {
  const { kind, name, stay } = entryNamed(key);
  return `${kind} “${name}”${stay === undefined ? '' : ` of stay ${stay}`}`;
}
