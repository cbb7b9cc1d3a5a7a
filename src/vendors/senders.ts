import { createSecrets } from '../http/secrets.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { WebhookHead } from '../interviews/ports/vendor.ts';
import type { Account } from '../interviews/ports.ts';

/** The accounts of one vendor; at least one. */
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
 * By the vendor's name, as the accounts are at the moment. A webhook takes the same time however many accounts there
 * are, as far as its head proves whose it is: no account is asked but the one that it names.
 */
export function sendersByVendor(accounts: Accounts): ReadonlyMap<string, Senders> {
  const byVendor = new Map<string, ReturnType<typeof openSenders>>();
  accounts.follow(({ before, after }) => {
    if (before && byVendor.get(before.vendor.name)?.remove(before) === 0) byVendor.delete(before.vendor.name);
    if (!after) return;
    const senders = byVendor.get(after.vendor.name) ?? openSenders(after);
    byVendor.set(after.vendor.name, senders);
    senders.add(after);
  });
  return byVendor;
}

/** `vendor`: any account's; what is asked of it is the same for all of that vendor. */
function openSenders({ vendor }: Account) {
  const { proofHeaders, webhookMethods: methods = ['POST'], strangers = 401 } = vendor.capabilities;
  const secrets = createSecrets<Account>();
  const byName = new Map<string, Account>();
  return {
    add(account: Account): void {
      byName.set(account.name, account);
      for (const secret of account.vendor.webhookSecrets) secrets.add(secret, account);
    },

    /** Answers how many are left. */
    remove(account: Account): number {
      byName.delete(account.name);
      for (const secret of account.vendor.webhookSecrets) secrets.remove(secret, account);
      return byName.size;
    },

    known(head: WebhookHead): Account | undefined {
      const owners = vendor.presented(head).map(secrets.ownerOf);
      const [name = ''] = head.path.split('/', 1);
      const addressed = byName.get(name);
      return (
        owners.find((owner) => owner !== undefined) ??
        (addressed?.vendor.recognise(head) === 'known' ? addressed : undefined)
      );
    },

    signed: (head: WebhookHead) => (vendor.recognise(head) === 'signed' ? [...byName.values()] : []),
    proofHeaders,
    methods,
    strangers,
  };
}
