import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { named } from './schemas.ts';

export type RefTo = (schema: z.ZodType) => { $ref: string };

/** Every schema once: those with a name of their own, and the bodies and answers of the endpoints by their ids. */
export function componentsOf(endpoints: readonly Endpoint[]) {
  const ids = new Map<z.ZodType, string>(Object.entries(named).map(([id, schema]) => [schema, id]));
  const [bodies, answers] = [z.registry<{ id: string }>(), z.registry<{ id: string }>()];
  for (const [schema, id] of ids) answers.add(schema, { id });
  for (const { id, body, answers: declared } of endpoints) {
    const name = id.charAt(0).toUpperCase() + id.slice(1);
    if (body) add(bodies, body, `${name}Request`);
    for (const { schema } of Object.values(declared)) if (schema) add(answers, schema, `${name}Answer`);
  }
  const uri = (id: string) => `#/components/schemas/${id}`;
  const made = {
    ...z.toJSONSchema(answers, { io: 'output', uri, override: (context) => override(context, true) }).schemas,
    ...z.toJSONSchema(bodies, { io: 'input', uri, override }).schemas,
  };
  const components = Object.fromEntries(Object.entries(made).map(([id, schema]) => [id, plain(schema)]));
  return { components, refTo: (schema: z.ZodType) => ({ $ref: uri(ids.get(schema) ?? '') }) };

  function add(registry: typeof bodies, schema: z.ZodType, id: string): void {
    if (ids.has(schema)) return;
    ids.set(schema, id);
    registry.add(schema, { id });
  }
}

/** Of what a caller gives, without a name of its own. */
export function inputSchema(schema: z.ZodType): Record<string, unknown> {
  return plain(z.toJSONSchema(schema, { io: 'input', override }));
}

type Made = { zodSchema: z.core.$ZodType; jsonSchema: z.core.JSONSchema.BaseSchema };

function override({ zodSchema, jsonSchema }: Made, isAnswer = false): void {
  // Formats say it; the patterns behind them are long.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  // Fields may be added to answers later.
  if (isAnswer === true && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // zod leaves out those of values that are converted.
  const { examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (Array.isArray(examples)) jsonSchema.examples = examples;
}

function plain({ $schema: _schema, $id: _id, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}
