import { z } from 'zod';
import { limits } from '../../limits.ts';
import { about, contractOf, needed, spokenOf } from './contract.ts';
import { strictKinds } from './kinds.ts';

/** What is not stored. */
const sentOnly = {
  transcript: spokenOf(strictKinds),
};

/** What the vendor should send, and what it gets. */
export function strictContract() {
  const { Interview, ...sent } = contractOf(strictKinds);
  const { id, line, title, address, time } = strictKinds;
  const Candidate = z.object({
    first_name: title(needed('Where only a last name is known, it stands here.', 'Ana')),
    last_name: title(about('Where it is known.', 'Novak')),
    email: z.email().meta({ description: 'Where the candidate is mailed.', examples: ['ana@example.test'] }),
    phone: line(about('As it was typed.', '+386 1 234 5678')),
  });
  const Invitation = z.object({
    template_id: id(about('One of the templates listed.', 'support')),
    candidate: Candidate.meta({
      description: 'Whom to invite.',
      examples: [{ first_name: 'Ana', last_name: 'Novak', email: 'ana@example.test' }],
    }),
    job_title: line(about('What the candidate applied for.', 'Operations Manager')),
    notify_url: address(
      needed('Where webhooks about this interview go.', 'https://bridge.example/webhooks/http/acme/acme_x1.k9'),
    ),
    expires_at: time(needed('After that the interview counts as expired.', '2026-12-12T09:00:00.000Z')),
  });
  const whole = Interview.extend(sentOnly);
  const Webhook = z.object({
    interview_id: id(about("The bridge's id of the interview.", 'acme_x1')),
    interview: strictKinds.part(
      whole,
      about('All of it, as `GET` would answer; taken only if proven.', {
        status: 'completed',
        score: { value: 78, max: 100 },
      }),
    ),
  });
  const Problem = z.object({
    message: strictKinds.text(
      limits.refusalCharacters,
      needed('Shown to the recruiter; no person named.', 'No interviews left this month'),
    ),
  });
  return { ...sent, Interview: whole, Candidate, Invitation, Webhook, Problem };
}

/** As JSON Schema, for `components/schemas`. */
export function schemasOf(contract: ReturnType<typeof strictContract>): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(contract)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override({ zodSchema, jsonSchema }) {
      // Formats say it; the patterns behind them are long.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // zod leaves out those of values that are converted.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $schema: _schema, $id: _id, ...schema }]) => [name, schema]),
  );
}
