import { interviewTokens } from './interview-tokens.ts';

type Parts = { vendor: string; account: string; publicUrl: string; secrets: readonly string[] };

/** Addresses for webhooks about one interview: a caller who knows one may say that there is something new about it. */
export function notifyAddresses({ vendor, account, publicUrl, secrets }: Parts) {
  const { tokenOf, interviewOf } = interviewTokens('notify', secrets);
  return {
    notifyUrl: (interviewId: string) => `${publicUrl}/webhooks/${vendor}/${account}/${tokenOf(interviewId)}`,
    /** `path`: as in the head of a webhook. */
    interviewAt(path: string): string | undefined {
      const [name, token = '', ...rest] = path.split('/');
      return name === account && rest.every((part) => part === '') ? interviewOf(token) : undefined;
    },
  };
}
