import type { VNode } from 'preact';
import { named } from '../../actions/named.ts';
import { foundInterview } from '../../api/found.ts';
import { candidateOf } from '../../queries/interview-view.ts';
import { type WebhookAbout, webhooksAbout } from '../../queries/webhooks-about.ts';
import { WayBack } from '../frame.tsx';
import { At } from '../moment.tsx';
import { action } from '../page.ts';
import { pathOf } from './load.ts';
import { Person } from './person.tsx';

/** Who it is about, and what the vendor sent that was not understood. It is the answer to a form, so no address has it. */
const revealAction = action({ path: '/interviews/:id/reveal', from: '/interviews/:id', place: 'interviews' }).doing(
  async (parts, { params: { id } }) => {
    const { record, account } = foundInterview(id, await named(parts, id));
    await parts.audit({ account: account.name, did: 'revealed names and addresses', ids: [id] });
    const webhooks = await webhooksAbout(parts, account, record);
    const callbackUrl = record.origin.door === 'provider' ? record.origin.key : undefined;
    const content = (
      <>
        <section>
          <Person {...candidateOf(record)} callbackUrl={callbackUrl} />
          <WayBack to={pathOf(id)} text="Back to the interview, without names" />
        </section>
        <Webhooks webhooks={webhooks} />
      </>
    );
    return { title: `Interview ${id}`, content };
  },
);

function Webhooks({ webhooks }: { webhooks: readonly WebhookAbout[] }): VNode {
  return (
    <section>
      <h2>Rejected webhooks that name it</h2>
      {webhooks.length === 0 && (
        <p>None is kept. Bodies that were accepted are not kept: the history says what they said.</p>
      )}
      {webhooks.map((each) => (
        <details>
          <summary>
            <At at={each.at} />: {each.reason}
          </summary>
          <pre tabindex={0} dir="auto">
            {each.body}
          </pre>
        </details>
      ))}
    </section>
  );
}

export const revealActions = [revealAction];
