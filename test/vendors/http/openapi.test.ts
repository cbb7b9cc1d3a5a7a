import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { Interview, Invited, SpokenInterview, Templates } from '../../../src/vendors/http/contract.ts';
import { observe } from '../../../src/vendors/http/observe.ts';
import { vendorContract } from '../../../src/vendors/http/openapi.ts';
import { strictContract } from '../../../src/vendors/http/strict-contract.ts';
import { readFields } from '../../../src/vendors/lenient.ts';

type Schema = {
  $ref?: string;
  type?: string | string[];
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  maxItems?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  exclusiveMinimum?: number;
  description?: string;
  examples?: unknown[];
};

const document = vendorContract();
const schemas = document.components.schemas as Record<string, Schema>;

// Written anew by `npx vitest run test/vendors/http/openapi.test.ts -u`.
test('the document in docs is this one', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/openapi/vendor.json');
});

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect([valid, errors ?? []]).toEqual([true, []]);
});

const fields = Object.entries(schemas).flatMap(([name, schema]) => fieldsOf(name, schema));

test.each(fields)('%s has a description and examples that fit', (_name, field) => {
  expect(field.description).toMatch(/\.$/);
  expect(field.examples ?? []).not.toEqual([]);
});

test('the examples make whole answers and webhooks', () => {
  const contract = strictContract() as Readonly<Record<string, z.ZodType>>;
  for (const [name, schema] of Object.entries(contract)) {
    const example = exampleOf(schemas[name] ?? {});
    expect([name, schema.safeParse(example).error?.issues ?? []]).toEqual([name, []]);
  }
  expect(exampleOf(schemas.Interview ?? {})).toMatchObject({ status: 'invited', score: { value: 78, max: 100 } });
});

describe('whatever the document allows', () => {
  const strict = strictContract();

  test.each<[string, z.ZodType, z.ZodType]>([
    ['Templates', strict.Templates, Templates],
    ['Invited', strict.Invited, Invited],
    ['Interview', strict.Interview, Interview],
    ['Interview', strict.Interview.pick({ transcript: true }), SpokenInterview],
  ])('of %s is read without loss', (name, described, read) => {
    fc.assert(
      fc.property(valueFor(schemas[name] ?? {}), (said) => {
        const wanted = described.parse(said) as object;
        const found = readFields(read, said) ?? expect.fail('it is not read');
        expect(found).toEqual({ read: wanted, ignored: [] });
      }),
      { numRuns: 30 },
    );
  });

  test('becomes an observation that leaves nothing out', () => {
    const at = Date.UTC(2100);
    fc.assert(
      fc.property(valueFor(schemas.Interview ?? {}), (said) => {
        const observation = observe('id', Interview.parse(said), { source: 'fetch', at }, []);
        // Together they may be more than there is room for.
        const known = ['questions', 'duration_seconds', 'strengths', 'concerns'];
        expect((observation?.ignored ?? []).filter((field) => !known.includes(field.split('[')[0] ?? ''))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

function fieldsOf(path: string, schema: Schema): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {});
  const nested = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : []), ...own.map(([, each]) => each)];
  return [
    ...own.map(([name, each]): [string, Schema] => [`${path}.${name}`, each]),
    ...nested.flatMap((each) => fieldsOf(path, each)),
  ];
}

function resolved({ $ref, ...schema }: Schema): Schema {
  return $ref === undefined ? schema : (schemas[$ref.split('/').at(-1) ?? ''] ?? expect.fail(`there is no ${$ref}`));
}

function exampleOf(schema: Schema): unknown {
  const { anyOf, properties } = resolved(schema);
  if (anyOf?.[0]) return exampleOf(anyOf[0]);
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, { examples }]) => [name, examples?.[0]]));
}

/** Any value that a schema allows, but for texts: theirs have no spaces that would be tidied up. */
function valueFor(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valueFor));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => valueFor({ ...schema, type })));
  if (schema.const !== undefined) return fc.constant(schema.const);
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.double({ min: schema.exclusiveMinimum === undefined ? 0 : 1e-3, max: 1e9, noNaN: true });
    case 'array':
      return fc.array(valueFor(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 2, 2) });
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, valueFor(each)])),
        { requiredKeys: schema.required ?? [] },
      );
    default:
      return textOf(schema);
  }
}

function textOf({ format, pattern, maxLength = 10 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    const [min, max] = [new Date(Date.UTC(2000)), new Date(Date.UTC(2100) - 1)];
    return fc.date({ min, max, noInvalidDate: true }).map((time) => time.toISOString());
  }
  if (format === 'uri') return fc.webUrl();
  // A name that every object has is no id.
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter((text) => !(text in {}));
  return fc.oneof(fc.stringMatching(/^[a-zé日]{1,9}( [a-zé日]{1,9}){0,3}$/), fc.constant('x'.repeat(maxLength)));
}
