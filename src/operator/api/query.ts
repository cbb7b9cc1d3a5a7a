import { z } from 'zod';
import { checked, invalid } from './validate.ts';

type Convert = (text: string) => unknown;

const conversions: Readonly<Record<string, Convert>> = {
  integer: (text) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text),
  boolean: (text) => ({ true: true, false: false })[text] ?? text,
};

/** Reads query parameters. Throws Failure for one that is unknown, given twice, or not what it should be. */
export function queryReader(schema: z.ZodObject = z.object({})) {
  const converted = new Map(
    Object.entries(schema.shape).map(([name, each]) => [name, conversionOf(each as z.ZodType)]),
  );
  const strict = schema.strict();
  return function readQuery(search: string): z.output<z.ZodObject> {
    const given = new Map<string, unknown>();
    for (const [name, text] of new URLSearchParams(search)) {
      if (given.has(name) && converted.has(name)) {
        throw invalid(`Invalid query parameter: ${name} should be given once`);
      }
      given.set(name, converted.get(name)?.(text) ?? text);
    }
    return checked(strict, Object.fromEntries(given), 'query parameter');
  };
}

function conversionOf(schema: z.ZodType): Convert | undefined {
  const { type } = z.toJSONSchema(schema, { io: 'input' });
  return typeof type === 'string' ? conversions[type] : undefined;
}
