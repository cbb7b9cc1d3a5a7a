/**
 * JSON whose objects keep the order of their names. JavaScript puts names that are whole numbers before all others:
 * behind a mark they are like any other.
 */
const mark = '\u0000';

/** Every text of JSON. The first group is a name of digits, which may be escaped. */
const texts = /"((?:\d|\\u003\d)+)"(?=\s*:)|"[^"\\]*(?:\\.[^"\\]*)*"/g;

/** As a name that keeps its place. */
export function inPlace(name: string): string {
  return /^\d+$/.test(name) ? mark + name : name;
}

/** Names of digits are `inPlace`. Throws SyntaxError. */
export function parseInOrder(json: string): unknown {
  return JSON.parse(json.replace(texts, (text, digits) => (digits === undefined ? text : `"\\u0000${digits}"`)));
}

/** Names that are `inPlace` are written as they were. Only a name is followed by a colon. */
export function stringifyInOrder(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0000(\d+)":/g, '"$1":');
}
