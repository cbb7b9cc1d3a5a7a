import { recogniseSecrets } from '../http/secrets.ts';
import type { WebhookHead } from '../interviews/ports/vendor.ts';
import type { Account } from '../interviews/ports.ts';

/** The accounts of one vendor. */
export type Senders = {
  /** The account that the head proves: by a secret that it presents, or by an address made for that account. */
  known(head: WebhookHead): Account | undefined;
  /** Where only the bytes can tell: the accounts that they may prove. */
  signed(head: WebhookHead): readonly Account[];
  readonly proofHeaders: readonly string[];
  readonly methods: readonly string[];
  /** The status for a webhook that nothing proves. */
  readonly strangers: 401 | 404;
};

/**
 * By the vendor's name. A webhook takes the same time however many accounts there are, as far as its head proves whose it
 * is: no account is asked but the one that it names.
 */
export function sendersByVendor(accounts: readonly Account[]): ReadonlyMap<string, Senders> {
  const names = new Set(accounts.map(({ vendor }) => vendor.name));
  return new Map(
    [...names].map((name) => [name, sendersOf(accounts.filter(({ vendor }) => vendor.name === name))] as const),
  );
}

function sendersOf(accounts: readonly Account[]): Senders {
  const [{ vendor }] = accounts as [Account];
  const { proofHeaders, webhookMethods: methods = ['POST'], strangers = 401 } = vendor.capabilities;
  const ownerOf = recogniseSecrets(
    accounts.flatMap((account) => account.vendor.webhookSecrets.map((secret) => [secret, account] as const)),
  );
  const byName = new Map(accounts.map((account) => [account.name, account]));
  return {
    known(head) {
      const owners = vendor.presented(head).map(ownerOf);
      const [name = ''] = head.path.split('/', 1);
      const addressed = byName.get(name);
      return (
        owners.find((owner) => owner !== undefined) ??
        (addressed?.vendor.recognise(head) === 'known' ? addressed : undefined)
      );
    },
    signed: (head) => (vendor.recognise(head) === 'signed' ? accounts : []),
    proofHeaders,
    methods,
    strangers,
  };
}
