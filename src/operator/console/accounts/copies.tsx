import type { ComponentChildren, VNode } from 'preact';
import type { Addresses as Entered } from '../../queries/accounts.ts';

/** The keyboard reaches it, and selects all of it with one key; it works without a script. */
function Copy({ id, label, value }: { id: string; label: string; value: string }): VNode {
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input id={id} class="mono" type="text" readonly value={value} />
    </p>
  );
}

export function Addresses({ baseUrl, webhookUrl }: Entered): VNode {
  return (
    <section>
      <h2>Addresses to copy</h2>
      <Copy id="base-url" label="In Workable: the base URL of the provider" value={baseUrl} />
      {webhookUrl === undefined ? (
        <p class="soft">The vendor gets an address for its webhooks with each invitation.</p>
      ) : (
        <Copy id="webhook-url" label="At the vendor: where it sends webhooks" value={webhookUrl} />
      )}
    </section>
  );
}

/** What is shown only this time. */
export function Once({ what, value, children }: { what: string; value: string; children: ComponentChildren }): VNode {
  return (
    <section class="banner">
      <h2>Copy the {what} now</h2>
      <Copy id="once" label={`The ${what}, shown this once`} value={value} />
      {children}
    </section>
  );
}
