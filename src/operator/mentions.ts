import { unescape as decodePercent } from 'node:querystring';

/**
 * Recognises a body that holds one of these words: in any case, and also where JSON or a form has written them with
 * escapes.
 */
export function mentions(words: readonly string[]): (body: string) => boolean {
  const wanted = words.map((word) => word.trim().toLowerCase()).filter(Boolean);
  return (body) => {
    const plain = decodePercent(withoutEscapes(body)).toLowerCase();
    return wanted.some((word) => body.toLowerCase().includes(word) || plain.includes(word));
  };
}

function withoutEscapes(json: string): string {
  return json.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
