/** What Workable does to a callback of a sick account: an answer, silence, or a broken connection. */
export type Treatment = { status: number; headers?: Record<string, string> } | 'silence' | 'break';

export type Sickness = {
  what: string;
  /** The number of sick accounts among fifty. */
  ofFifty: number;
  /** The reaction to the account's nth callback since the fault began, at that time in epoch ms. */
  treat: (nth: number, now: number) => Treatment;
  /** So many results of one account are due when it begins. */
  backlog?: number;
};

const waitSeconds = 3;

export const sicknesses: Sickness[] = [
  { what: '429 with Retry-After, in seconds, as a date and as X-Rate-Limit-Reset', ofFifty: 1, treat: tooMany },
  { what: 'no answer for 15 s', ofFifty: 1, treat: () => 'silence' },
  { what: '401', ofFifty: 1, treat: () => ({ status: 401 }) },
  { what: 'an outage, 500s and broken connections', ofFifty: 1, treat: outage },
  { what: 'the same with 2,000 results due', ofFifty: 1, treat: outage, backlog: 2_000 },
  { what: 'no answer for 15 s, of 20 accounts in 50', ofFifty: 20, treat: () => 'silence' },
];

function tooMany(nth: number, now: number): Treatment {
  const at = Math.ceil(now / 1000 + waitSeconds) * 1000;
  const ways = [
    { 'Retry-After': String(waitSeconds) },
    { 'Retry-After': new Date(at).toUTCString() },
    { 'X-Rate-Limit-Reset': String(at / 1000) },
  ];
  return { status: 429, headers: ways[nth % ways.length] ?? {} };
}

function outage(nth: number): Treatment {
  return nth % 2 === 0 ? { status: 500 } : 'break';
}
