import { z } from 'zod';
import { closeCircuits, probeCircuit } from '../../actions/circuits.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, count, text } from '../fields.ts';
import { foundCircuit } from '../found.ts';

const tag = 'accounts';
const params = z.object({
  name: accountName('Of the account.'),
  destination: text('`callback` for Workable, `mail` for the mail server.', 'callback'),
});
const account = accountName('Of the account.');
const destination = text('Whose circuit it is.', 'callback');
const errors = { 404: 'There is no such account, or it has no such destination.' } as const;

const probeEndpoint = endpoint({
  id: 'probeCircuit',
  method: 'POST',
  path: '/accounts/{name}/circuits/{destination}/probe',
  tag,
  summary: 'Try one delivery now, although all of them wait',
  description: 'Its answer decides whether the others follow.',
  params,
  answers: {
    200: {
      description: 'One delivery goes out, or the circuit is not open.',
      schema: z.object({
        account,
        destination,
        outcome: z.enum(['probed', 'not_open']).meta(about('What came of it.', 'probed')),
        waiting: count('Deliveries that wait.', 12),
      }),
    },
  },
  errors,
}).handledBy(async (parts, { params: asked }) => {
  const { found, circuit } = foundCircuit(parts, asked.name, asked.destination);
  const { outcome, waiting } = await probeCircuit(parts, found, circuit);
  const done = outcome === 'probed' ? outcome : 'not_open';
  return { status: 200, body: { account: found.name, destination: asked.destination, outcome: done, waiting } };
});

const closeEndpoint = endpoint({
  id: 'closeCircuit',
  method: 'POST',
  path: '/accounts/{name}/circuits/{destination}/close',
  tag,
  summary: 'Send all waiting deliveries now, whatever they wait for',
  description: 'Nothing is lost where they do wait: use it where a wait is a mistake.',
  params,
  answers: {
    200: {
      description: 'They go out, or the circuit is not open.',
      schema: z.object({
        account,
        destination,
        outcome: z.enum(['closed', 'not_open']).meta(about('What came of it.', 'closed')),
        waiting: count('Deliveries that go out now or, of a circuit that is not open, wait for their next try.', 12),
      }),
    },
  },
  errors,
}).handledBy(async (parts, { params: asked }) => {
  const { found, circuit } = foundCircuit(parts, asked.name, asked.destination);
  const { outcome, waiting } = await closeCircuits(parts, found, circuit);
  const done = outcome === 'closed' ? outcome : 'not_open';
  return { status: 200, body: { account: found.name, destination: asked.destination, outcome: done, waiting } };
});

export const circuitEndpoints = [probeEndpoint, closeEndpoint];
