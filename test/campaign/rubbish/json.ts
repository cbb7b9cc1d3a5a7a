/** JSON as it may be written by hand: keys twice, `__proto__` as a key, and texts that are no JSON at all. */
export type Json = string | number | boolean | null | Json[] | Fields | Verbatim;
export type Fields = { fields: [key: string, value: Json][] };
export type Verbatim = { verbatim: string };

export function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value as Json;
  return { fields: Object.entries(value).map(([key, part]) => [key, jsonOf(part)]) };
}

export function write(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('verbatim' in value) return value.verbatim;
  return `{${value.fields.map(([key, part]) => `${JSON.stringify(key)}:${write(part)}`).join(',')}}`;
}

/** Every place below a value, as something that can be changed. */
export type Place = { value: Json; replace(value: Json): void; remove(): void; siblings: Siblings };
type Siblings = { of: 'parts'; list: Json[] } | { of: 'fields'; list: Fields['fields'] };

export function placesIn(value: Json): Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((part, i) => [
      {
        value: part,
        replace: (next) => void value.splice(i, 1, next),
        remove: () => void value.splice(i, 1),
        siblings: { of: 'parts', list: value },
      },
      ...placesIn(part),
    ]);
  }
  if (typeof value !== 'object' || value === null || 'verbatim' in value) return [];
  const { fields } = value;
  return fields.flatMap((field) => [
    {
      value: field[1],
      replace: (next) => {
        field[1] = next;
      },
      remove: () => void fields.splice(fields.indexOf(field), 1),
      siblings: { of: 'fields', list: fields },
    },
    ...placesIn(field[1]),
  ]);
}
