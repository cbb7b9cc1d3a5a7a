import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../../interviews/ports/vendor.ts';
import { notifyAddresses } from '../notify-addresses.ts';

type Parts = { account: string; addressSecrets: readonly string[]; publicUrl: string };

type Hint = VerifiedWebhook & { about: string };

/**
 * The vendor's PATCH carries nothing but its address, which says about which interview there is news: a hint, with or
 * without the key. The key alone would say nothing, and several accounts may have the same one.
 */
export function greenhouseWebhooks({ account, addressSecrets: secrets, publicUrl }: Parts) {
  const { notifyUrl, interviewAt } = notifyAddresses({ vendor: 'greenhouse', account, publicUrl, secrets });
  return { notifyUrl, webhookSecrets: [], presented: () => [], recognise, verify, read };

  function recognise({ path }: WebhookHead): 'known' | undefined {
    return interviewAt(path) === undefined ? undefined : 'known';
  }

  function verify({ bytes, path }: RawWebhook): VerifiedWebhook | undefined {
    const about = interviewAt(path);
    return about === undefined ? undefined : ({ bytes, about } as Hint);
  }

  function read(webhook: VerifiedWebhook): WebhookReading {
    return { event: 'hint', externalId: (webhook as Hint).about };
  }
}
