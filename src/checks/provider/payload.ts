import { type Fields, isObject } from '../expect.ts';

const deepestLooked = 20;

/** The path of a null within a body. */
export function nullIn(value: unknown, path: string, level = 0): string | undefined {
  if (value === null) return path;
  if (typeof value !== 'object' || level > deepestLooked) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = nullIn(part, path === '' ? key : `${path}.${key}`, level + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is wrong with `details`, in words. */
export function faultIn(fields: Fields, level: number, path: string): string | undefined {
  for (const [key, value] of Object.entries(fields)) {
    const name = `${path}.${key}`;
    if (Array.isArray(value)) return `${name} is a list`;
    if (!isObject(value)) continue;
    if (level >= 2) return `${name} is a third level`;
    const fault = faultIn(value, level + 1, name);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The texts within `details`. */
export function textsIn(value: unknown, level = 0): string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) && level < 3 ? Object.values(value).flatMap((part) => textsIn(part, level + 1)) : [];
}
