import type { Template } from '../peers/order.ts';
import type { Subject } from './seed.ts';
import { type Stage, secrets } from './stage.ts';

/** What Workable sends, with a new candidate and callback URL each time. */
export function createRequest({ peerUrl }: Stage): Template {
  return {
    method: 'POST',
    path: '/interviews',
    headers: { authorization: `Bearer ${secrets.provider}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      interview_template_id: 'template-1',
      job_id: '1EF7E0B2A1',
      job_title: 'Operations Manager',
      callback_url: `${peerUrl}/interviews/{run}-{turn}`,
      candidate: {
        first_name: 'Lakita',
        last_name: 'Marrero',
        email: '{run}-{turn}@example.test',
        phone: '+4930123456',
      },
    }),
  };
}

/** The candidates of so many creates of a run, for webhooks without an id: the bridge finds them by e-mail. */
export function createdSubjects(run: string, count: number): Subject[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `${run}-${String(i + 1).padStart(9, '0')}`;
    return { id, email: `${id}@example.test`, path: `/interviews/${id}`, reportKey: '' };
  });
}
