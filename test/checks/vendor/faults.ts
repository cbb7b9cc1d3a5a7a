import type { VendorCheckOptions } from '../../../src/checks/vendor/check-vendor.ts';
import { type Answer, type Asked, type Bend, type Json, signedHeaders } from './bent-vendor.ts';

export type Fault = Bend & {
  /** Clauses that fail too, since it follows. */
  also?: string[];
  options?: Partial<VendorCheckOptions>;
  callMs?: number;
};

const isPut = ({ method }: Asked) => method === 'PUT';
const isList = ({ method, path }: Asked) => method === 'GET' && path === '/templates';
const isAsk = ({ method, path }: Asked) => method === 'GET' && path.startsWith('/interviews/');
const isDelete = ({ method }: Asked) => method === 'DELETE';
const emailOf = ({ body }: Asked): string => String(body?.candidate?.email ?? '');
const isFor = (tag: string) => (asked: Asked) => isPut(asked) && emailOf(asked).includes(`+${tag}@`);
const isRefused = (asked: Asked) => isPut(asked) && emailOf(asked) === 'not-an-address';
const isLong = (asked: Asked) => isPut(asked) && emailOf(asked).includes('+long@');
const isAllowed = ({ headers }: Asked) => headers.authorization?.startsWith('Bearer the-token') === true;
const change = (answer: Answer, status: number, body: Json = { message: 'No' }) =>
  Object.assign(answer, { status, body });

/** Changes all answers of a kind. */
function answering(which: (asked: Asked) => boolean, how: (answer: Answer, asked: Asked) => void): Bend {
  return { answer: (answer, asked) => void (which(asked) && how(answer, asked)) };
}

const refusing = (which: (asked: Asked) => boolean, status = 422) =>
  answering(which, (answer) => change(answer, status));
const interview = (field: string, value: unknown): Bend => ({
  interview(told, step) {
    if (step >= 3) told[field] = value;
  },
});
const rightCandidate = (asked: Asked) => isPut(asked) && isAllowed(asked) && typeof asked.body === 'object';

/** One fault for each clause. */
export const faults: Readonly<Record<string, Fault>> = {
  V01: { cut: () => 'drop' },
  V02: answering(isAllowed, (answer) => change(answer, 401)),
  V03: {
    asked(asked) {
      if (isList(asked)) asked.headers.authorization ??= 'Bearer the-token-of/the-bridge';
    },
  },
  V04: {
    asked(asked) {
      if (isList(asked) && asked.headers.authorization !== undefined) {
        asked.headers.authorization = 'Bearer the-token-of/the-bridge';
      }
    },
  },
  V05: {
    asked(asked) {
      if (!isPut(asked) && !isList(asked)) asked.headers.authorization ??= 'Bearer the-token-of/the-bridge';
    },
  },
  V06: answering(
    ({ headers }) => headers.authorization === 'Bearer not-the-token',
    (answer) => {
      answer.body = { error: 'unauthorized' };
    },
  ),
  V10: answering(isList, (answer) => {
    if (answer.status === 200) answer.body = answer.body.templates;
  }),
  V11: answering(isList, (answer) => {
    if (answer.status === 200) answer.body = { templates: [] };
  }),
  V12: answering(isList, (answer) => void answer.body.templates?.push({ id: 7, name: 'A number' })),
  V13: answering(isList, (answer) => void answer.body.templates?.push({ id: 'nameless', name: '' })),
  V14: answering(isList, (answer) => void answer.body.templates?.push({ id: 'support', name: 'Another' })),
  V15: answering(isList, (answer) => {
    if (answer.status === 200) answer.body.pagination = { page: 1, next_page: 2 };
  }),
  V16: { ...listsChange(), also: ['V28', 'V111'] },
  V20: answering(
    (asked) => rightCandidate(asked) && !emailOf(asked).includes('+'),
    (answer) => {
      if (answer.status === 201) answer.status = 202;
    },
  ),
  V21: answering(isPut, ({ status, body }) => {
    if (status < 300) body.invited_by = 'us';
  }),
  V22: answering(isPut, ({ status, body }) => {
    if (status < 300) Object.assign(body, { invited_by: 'bridge', link: undefined });
  }),
  V23: newLinks(
    ({ status }) => status === 200,
    (asked) => !emailOf(asked).includes('+'),
  ),
  V24: answering(
    (asked) => isPut(asked) && !emailOf(asked).includes('at-once'),
    (answer) => {
      if (answer.status === 200) answer.status = 201;
    },
  ),
  V25: answering(isFor('at-once'), (answer) => {
    if (answer.status === 200) answer.status = 201;
  }),
  V26: answering(
    (asked) => isPut(asked) && asked.body.job_title === 'Another title',
    (answer) => change(answer, 409),
  ),
  V27: answering(isFor('another-person'), (answer) => change(answer, 200, { invited_by: 'vendor' })),
  V28: answering(isPut, (answer, asked) => {
    if (answer.status === 409 && !emailOf(asked).includes('+')) change(answer, 200, { invited_by: 'vendor' });
  }),
  V29: forgetsWhom(),
  V30: answering(isFor('two-jobs'), (answer) => {
    if (answer.status < 300) answer.body.link = 'https://vendor.example/the-only-link';
  }),
  V31: answering(isPut, (answer, { body }) => {
    if (body.template_id === 'no-such-template') change(answer, 400);
  }),
  V32: answering(isPut, (answer) => {
    if (answer.status === 409) answer.body = { error: 'conflict' };
  }),
  V33: answering(isRefused, (answer) => change(answer, 422, {})),
  V34: keepsRefused(),
  V35: answering(
    (asked) => isPut(asked) && typeof asked.body === 'string',
    (answer) => change(answer, 200, {}),
  ),
  V36: answering(
    (asked) => isPut(asked) && asked.body.candidate === undefined && asked.body.template_id,
    (answer) => change(answer, 200, {}),
  ),
  V40: refusing(isFor('scripts')),
  V41: refusing(
    (asked) =>
      isPut(asked) && asked.body.candidate?.last_name === undefined && asked.body.candidate?.first_name === 'Madonna',
  ),
  V42: refusing((asked) => isPut(asked) && asked.body.job_title === null),
  V43: refusing((asked) => isPut(asked) && /[^\d+ ]/.test(asked.body.candidate?.phone ?? '')),
  V44: refusing((asked) => isPut(asked) && asked.body.candidate?.pronouns !== undefined),
  V45: answering(isFor('long'), (answer) => change(answer, 422, {})),
  V46: {
    asked(asked) {
      if (isPut(asked)) asked.path = asked.path.slice(0, '/interviews/'.length + 63);
    },
  },
  V47: ignoresCase(),
  V48: refusing((asked) => isPut(asked) && emailOf(asked).includes('+plus.')),
  V50: {
    ...answering(isAsk, (answer) => {
      if (answer.status === 200) change(answer, 404);
    }),
    also: ['V30', 'V46'],
  },
  V51: {
    ...answering(isAsk, (answer) => {
      if (answer.status === 404) change(answer, 200, { status: 'invited' });
    }),
    also: ['V34', 'V47', 'V112'],
  },
  V52: answering(isAsk, (answer) => {
    if (answer.status === 404) answer.body = { detail: 'Not found' };
  }),
  V53: {
    interview(told, step) {
      if (step === 0) told.status = 'processing';
    },
  },
  V54: changesByItself(),
  V55: {
    steps: [{ status: 'started' }, { status: 'completed' }, { status: 'started' }, { status: 'completed' }],
  },
  V56: {
    steps: [{ status: 'started' }, { status: 'completed' }, { score: { value: 7, max: 10 } }],
  },
  V57: {
    interview(told, step) {
      if (step >= 4) delete told.summary;
    },
  },
  V58: { options: { interview: 'no-such-interview' } },
  V59: {
    ...answering(isAsk, (answer) => {
      if (answer.status === 200) answer.body = { data: answer.body };
    }),
    also: ['V60', 'V101'],
  },
  V60: interview('status', 'done'),
  V61: interview('updated_at', '28.11.2026 10:00'),
  V62: interview('score', { value: 78, max: 0 }),
  V63: interview('ratings', [{ label: 'Language', value: '4', max: 5 }]),
  V64: interview('summary', { text: 'Calm' }),
  V65: interview('strengths', 'Listens'),
  V66: interview('concerns', [1]),
  V67: interview('questions', [{ question: 'How?', score: { value: 4 } }]),
  V68: interview('transcript', 'Hello'),
  V69: interview('reschedule', { from: 'yesterday', to: 'today' }),
  V70: interview('decision', 'yes'),
  V71: interview('started_at', 'yesterday'),
  V72: interview('ended_at', 1764410400),
  V73: interview('duration_seconds', '00:25:00'),
  V74: interview('page_url', 'vendor.example/results/1'),
  V75: interview('pdf_url', 'http://vendor.example/results/1.pdf'),
  V80: interview('score', { value: 78, max: 10 }),
  V81: {
    interview(told, step) {
      if (step === 3) told.updated_at = '2020-01-01T00:00:00Z';
    },
  },
  V82: {
    interview(told, step) {
      if (step > 0) told.updated_at = '2026-01-01T00:00:00Z';
    },
  },
  V83: interview('ended_at', new Date(Date.now() + 2 * 3_600_000).toISOString()),
  V84: interview('ended_at', new Date(Date.now() - 5 * 3_600_000).toISOString()),
  V85: interview('duration_seconds', 1_500_000),
  V86: {
    interview(told, step) {
      if (step >= 3) told.pdf_url = told.pdf_url.replace('report.pdf', 'templates');
    },
  },
  V87: interview('summary', '<p>Calm and <b>precise</b>.</p>'),
  V90: { pushes: 'never' },
  V91: {
    webhook(webhook) {
      webhook.headers['content-type'] = 'application/x-www-form-urlencoded';
    },
  },
  V92: {
    webhook(webhook) {
      webhook.body.interview_id = 'our-own-id';
      webhook.sign();
    },
  },
  V93: {
    webhook(webhook) {
      webhook.headers['webhook-signature'] = 'v1,bm90IHRoZSBzaWduYXR1cmU=';
    },
  },
  V94: {
    webhook(webhook) {
      webhook.headers = signedHeaders(JSON.stringify(webhook.body), 1000 * Date.now());
    },
  },
  V95: { repeats: { after503: 0 } },
  V96: { repeats: { after401: 2 } },
  V97: { pushes: 'early' },
  V98: {
    webhook(webhook, step) {
      if (step < 3) return;
      delete webhook.body.interview.summary;
      webhook.sign();
    },
  },
  V100: {
    ...answering(isDelete, (answer) => {
      if (answer.status === 204) change(answer, 200, { deleted: true });
    }),
    also: ['V102', 'V103'],
  },
  V101: {
    also: ['V104'],
    asked(asked) {
      if (isDelete(asked)) asked.path += 'other';
    },
  },
  V102: deletesOnce(),
  V103: deletesKnownOnly(),
  V104: answering(isDelete, (answer) => {
    if (answer.status === 409) answer.status = 204;
  }),
  V115: { cut: (asked) => (isLong(asked) ? 'hang' : undefined), callMs: 1_500, also: ['V45'] },
  V116: answering(isList, (answer) => {
    answer.headers['content-type'] = 'text/html';
  }),
  V117: answering(isList, (answer) => {
    answer.headers['content-type'] = 'application/json; charset=iso-8859-1';
  }),
  V118: {
    ...answering(isFor('long'), (answer) => {
      Object.assign(answer, { status: 307, headers: { ...answer.headers, location: 'https://elsewhere.example/' } });
    }),
    also: ['V45'],
  },
  V119: {
    ...answering(
      (asked) => isPut(asked) && typeof asked.body === 'string',
      (answer) => change(answer, 500),
    ),
    also: ['V35'],
  },
  V120: answering(isRefused, (answer, { headers }) => {
    answer.body = { message: `Refused for ${headers.authorization}` };
  }),
  V110: answering(
    ({ method }) => method === 'GET',
    (answer) => {
      answer.headers['cache-control'] = 'public, max-age=60';
    },
  ),
  V111: answering(
    (asked) => isList(asked) && asked.headers['accept-encoding'] === 'identity',
    (answer) => {
      answer.body = { templates: [] };
    },
  ),
  V112: {
    ...answering(
      ({ method }) => method === 'HEAD',
      (answer) => change(answer, 500, undefined),
    ),
    also: ['V119'],
  },
  V113: answering(
    ({ path }) => path === '/no-such-address',
    (answer) => change(answer, 200, { hello: 'world' }),
  ),
  V114: answering(
    ({ method }) => method === 'POST',
    (answer) => change(answer, 200, {}),
  ),
  V121: answering(
    ({ path }) => path === '/no-such-address',
    (answer) => change(answer, 404, ['Not found']),
  ),
};

function listsChange(): Bend {
  let times = 0;
  return answering(isList, (answer) => {
    times += 1;
    if (answer.status === 200) answer.body.templates[1].id = `engineer-${times}`;
  });
}

function newLinks(when: (answer: Answer) => boolean, whose: (asked: Asked) => boolean): Bend {
  let times = 0;
  return answering(
    (asked) => isPut(asked) && whose(asked),
    (answer) => {
      times += 1;
      if (when(answer)) answer.body.link += `?${times}`;
    },
  );
}

/** After an intruder the first person is another one. */
function forgetsWhom(): Bend {
  const lost = new Set<string>();
  return answering(isPut, (answer, asked) => {
    if (emailOf(asked).includes('+intruder@')) lost.add(asked.path);
    else if (lost.has(asked.path)) change(answer, 409);
  });
}

function keepsRefused(): Bend {
  const kept = new Set<string>();
  return {
    answer(answer, asked) {
      if (isPut(asked) && answer.status === 404) kept.add(asked.path);
      if (asked.method === 'GET' && kept.has(asked.path)) change(answer, 200, { status: 'invited' });
    },
  };
}

function ignoresCase(): Bend {
  const known = new Map<string, string>();
  return {
    asked(asked) {
      const key = asked.path.toLowerCase();
      if (isPut(asked)) known.set(key, asked.path);
      asked.path = known.get(key) ?? asked.path;
    },
  };
}

function changesByItself(): Bend {
  const times = new Map<string, number>();
  return answering(isAsk, (answer, { path }) => {
    times.set(path, (times.get(path) ?? 0) + 1);
    if (answer.status === 200 && answer.body.status === 'invited')
      answer.body.page_url = `https://v.example/${times.get(path)}`;
  });
}

function deletesOnce(): Bend {
  const gone = new Set<string>();
  return answering(isDelete, (answer, { path }) => {
    if (gone.has(path)) change(answer, 404);
    if (answer.status === 204) gone.add(path);
  });
}

function deletesKnownOnly(): Bend {
  const known = new Set<string>();
  return {
    answer(answer, asked) {
      if (isPut(asked)) known.add(asked.path);
      if (isDelete(asked) && isAllowed(asked) && !known.has(asked.path)) change(answer, 404);
    },
  };
}
