import { secrets } from '../../../testing/secrets.ts';
import type { Answer, Asked, Bend, Json } from './bent-provider.ts';

const right = `Bearer ${secrets.providerToken}`;
const isList = ({ path }: Asked) => path === '/interview-templates';
const isCreate = ({ method, path }: Asked) => method === 'POST' && path === '/interviews';
const isRead = ({ method, path }: Asked) => method === 'GET' && /^\/interviews\/[^/]+$/.test(path);
const isShare = ({ path }: Asked) => path.endsWith('/shared-link');
const isAllowed = ({ headers }: Asked) => headers.authorization === right;
const emailOf = ({ body }: Asked): string => String(body?.candidate?.email ?? '');
const isFor = (tag: string) => (asked: Asked) => isCreate(asked) && emailOf(asked).includes(`+${tag}@`);
const isWrong = (asked: Asked) => isFor('wrong')(asked) || (isCreate(asked) && emailOf(asked) === 'not an address');

function change(answer: Answer, status: number, message = 'No', more: Json = {}): void {
  delete answer.bytes;
  Object.assign(answer, { status, body: { status, message, ...more } });
}

function answering(which: (asked: Asked) => boolean, how: (answer: Answer, asked: Asked) => void): Bend {
  return { answer: (answer, asked) => void (which(asked) && how(answer, asked)) };
}

const turning = (which: (asked: Asked) => boolean, from: number, to: number): Bend =>
  answering(which, (answer) => {
    if (answer.status === from) change(answer, to, answer.body?.message);
  });

/** The value is taken for another one that is right. */
const unnamed = (from: number): Bend =>
  answering(isCreate, (answer) => {
    if (answer.status === from) answer.body.message = 'Something is wrong';
  });

const result = (how: (body: Json) => void): Bend => ({
  callback: ({ body }) => how(body),
  answer(answer, asked) {
    if (isRead(asked) && answer.body?.status === 'completed') how(answer.body);
  },
});

const listed = (how: (rows: Json[]) => void): Bend =>
  answering(isList, ({ status, body }) => {
    if (status === 200) how(body.interview_templates);
  });

const refusing = (which: (asked: Asked) => boolean): Bend => answering(which, (answer) => change(answer, 422));

/** Every create is refused. */
export const refusingAll = (status: number): Bend =>
  answering(isCreate, (answer) => change(answer, status, 'The vendor refused: No invitations left'));

/** One fault for each clause. */
export const faults: Readonly<Record<string, Bend>> = {
  P01: { cut: () => true },
  P02: answering(isAllowed, (answer) => change(answer, 401)),
  P03: {
    asked({ headers }) {
      headers.authorization ??= right;
    },
  },
  P04: {
    asked({ headers }) {
      if (headers.authorization !== undefined) headers.authorization = right;
    },
  },
  P05: {
    asked(asked) {
      if (!isList(asked)) asked.headers.authorization ??= right;
    },
  },
  P06: answering(
    (asked) => !isAllowed(asked),
    (answer) => change(answer, 401, 'Unauthorized'),
  ),
  P10: answering(
    ({ path }) => path === '/no-such-address',
    (answer) => change(answer, 404),
  ),
  P11: turning(isCreate, 401, 400),
  P12: answering(
    ({ method, path }) => method === 'POST' && path !== '/interviews',
    (answer) => change(answer, 400),
  ),
  P13: turning(() => true, 405, 400),
  P14: turning(isCreate, 413, 400),
  P15: turning((asked) => isCreate(asked) && asked.text === '', 400, 500),
  P16: answering(isCreate, (answer) => change(answer, 400, 'Bad request')),
  P17: turning(isCreate, 400, 422),
  P20: unnamed(400),
  P21: turning(isWrong, 400, 422),
  P22: unnamed(400),
  P23: turning(isWrong, 400, 422),
  P24: turning(isWrong, 400, 500),
  P25: turning(isWrong, 400, 422),
  P26: unnamed(400),
  P27: turning(isWrong, 400, 404),
  P30: turning(isFor('missing'), 422, 400),
  P31: unnamed(422),
  P32: turning((asked) => isCreate(asked) && asked.body?.candidate === null, 422, 400),
  P33: turning((asked) => isCreate(asked) && asked.body?.candidate?.email === undefined, 422, 500),
  P34: turning(isFor('nameless'), 422, 201),
  P35: answering(isCreate, (answer) => {
    if (answer.status === 422) answer.body.message = 'candidate is required';
  }),
  P36: turning(isFor('unknown-template'), 400, 500),
  P37: turning(isFor('plain'), 400, 201),
  P38: turning(isFor('elsewhere'), 400, 201),
  P40: answering(isList, (answer) => {
    if (answer.status === 200) answer.body = answer.body.interview_templates;
  }),
  P41: listed((rows) => rows.splice(0)),
  P42: listed((rows) => void rows.push({ id: 7, name: 'A number' })),
  P43: listed((rows) => void rows.push(rows[0])),
  P44: listed((rows) => void rows.push({ id: String(Math.random()), name: 'Another each time' })),
  P45: answering(
    ({ path }) => path === '/jobs',
    (answer) => {
      answer.body = [];
    },
  ),
  P50: turning(isCreate, 201, 200),
  P51: answering(isCreate, ({ status, body }) => {
    if (status === 201) body.interview_id = 2044922;
  }),
  P52: manyIds(1),
  P53: manyIds(1),
  P54: turning(isFor('another-person'), 409, 201),
  P55: turning(isCreate, 409, 422),
  P56: oneId(),
  P57: refusing(isFor('nulls')),
  P58: refusing(isFor('absent')),
  P59: refusing(isFor('one-name')),
  P60: refusing(isFor('scripts')),
  P61: refusing(isFor('phone')),
  P62: refusing(isFor('preferences')),
  P63: refusing(isFor('unknown')),
  P70: answering(isRead, (answer) => change(answer, 404)),
  P71: answering(isRead, ({ body }) => {
    body.status = 'invited';
  }),
  P72: answering(isRead, ({ body }) => {
    body.interview = { score: '0' };
  }),
  P73: answering(isRead, (answer) => {
    if (answer.status === 404) Object.assign(answer, { status: 200, body: { status: 'pending' } });
  }),
  P74: answering(isShare, (answer) => {
    if (answer.status === 404)
      Object.assign(answer, { status: 200, body: { url: 'https://provider.example/nothing' } });
  }),
  P75: answering(isShare, ({ body }) => {
    body.url = 'http://provider.example/report';
  }),
  P76: answering(isShare, ({ body }) => {
    body.ttl = Number(body.ttl);
  }),
  P77: answering(isShare, ({ body }) => {
    body.url = `${body.url}-lost`;
  }),
  P80: { swallow: 200 },
  P81: {
    callback(callback) {
      callback.headers['content-type'] = 'text/plain';
    },
  },
  P82: {
    callback(callback) {
      callback.headers.authorization = 'Bearer another-token';
    },
  },
  P83: { isEarly: true },
  P84: swallowsTheSecond(),
  P85: { copies: 3 },
  P86: {
    callback({ body }) {
      body.interview.score = '12';
    },
  },
  P90: result((body) => {
    body.status = 'finished';
  }),
  P91: result((body) => {
    delete body.results_url;
  }),
  P92: result((body) => {
    body.interview.grade = null;
  }),
  P93: result((body) => {
    body.interview.score = 78;
  }),
  P94: result((body) => {
    body.interview.grade = 'good';
  }),
  P95: result((body) => {
    body.interview.summary = ['Calm'];
  }),
  P96: result((body) => {
    body.interview.duration = '25 min';
  }),
  P97: result((body) => {
    body.interview.details = { Behaviour: { Influence: { points: 97 } } };
  }),
  P98: result((body) => {
    body.interview.details = { Interview: { Held: '03/04/2026' } };
  }),
  P99: result((body) => {
    body.attachments = [{ name: 'Interview Report', url: 'report.pdf' }];
  }),
  P100: result((body) => {
    body.attachments = [{ description: 'Interview Report', url: body.results_url }];
  }),
  P101: result((body) => {
    body.results_url = `${body.results_url}-lost`;
  }),
  P110: { cut: isCreate },
  P111: answering(isList, (answer) => {
    answer.headers['content-type'] = 'text/html';
  }),
  P112: answering(isRead, (answer) => {
    if (answer.status === 404) answer.body = { error: 'not found' };
  }),
  P113: answering(isRead, (answer) => {
    answer.headers.location = 'https://elsewhere.example/';
    answer.status = 302;
  }),
  P114: turning(isRead, 404, 500),
  P115: answering(isRead, (answer, { headers }) => change(answer, 404, `Not found for ${headers.authorization}`)),
};

/** An id for each call, after the first so many. */
function manyIds(same: number): Bend {
  let calls = 0;
  return answering(isCreate, ({ status, body }) => {
    if (status !== 201) return;
    calls += 1;
    if (calls > same) body.interview_id += `-${calls}`;
  });
}

function oneId(): Bend {
  let first: unknown;
  return answering(isCreate, ({ status, body }) => {
    if (status !== 201) return;
    first ??= body.interview_id;
    body.interview_id = first;
  });
}

/** A provider that sends once: its repetitions never arrive. */
function swallowsTheSecond(): Bend {
  let calls = 0;
  const bend: Bend = {
    callback() {
      calls += 1;
      if (calls === 2) bend.swallow = 200;
    },
  };
  return bend;
}
