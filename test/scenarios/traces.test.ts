import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { found } from '../../testing/canaries.ts';
import { scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { company, openMailWorld, untilMailed } from '../../testing/mail-world.ts';
import { logged, untilNothingIsDue } from '../../testing/operator.ts';
import { attributeOf, type OtlpReceiver, openOtlpReceiver, type ReceivedSpan } from '../../testing/otlp-receiver.ts';
import { during } from '../../testing/process.ts';
import { inviteCandidate, scoreCandidate, untilNotes } from '../../testing/stage-candidates.ts';
import { openStageWorld } from '../../testing/stage-world.ts';
import { openWorld, secrets, until, type World } from '../../testing/world.ts';

const tracedTo = ({ url }: OtlpReceiver) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20for-the-collector',
});

let receiver: OtlpReceiver;
let world: World;
beforeAll(async () => {
  receiver = await openOtlpReceiver();
  world = await openWorld(tracedTo(receiver));
});
afterAll(async () => {
  await world.close();
  await receiver.close();
});

const traceOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 32);
const isOf = (id: string) => (span: ReceivedSpan) => span.traceId === traceOf(id);
const isCall = (method: string) => (span: ReceivedSpan) => span.kind === 3 && span.name === method;

it('makes one trace of an interview from create to PUT, across a restart', async () => {
  const sent = await sendInterview(world);
  await world.restart();
  await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  await receiver.waitFor('the PUT', (span) => isOf(sent.id)(span) && isCall('PUT')(span));
  await receiver.waitFor('the webhook', (span) => isOf(sent.id)(span) && span.name.startsWith('POST /webhooks/'));
  const spans = receiver.spans.filter(isOf(sent.id));

  const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.map(({ name }) => name)).toEqual(['POST /interviews']);
  const known = new Set(spans.map(({ spanId }) => spanId));
  expect(known.size).toBe(spans.length);
  expect(spans.filter(({ parentSpanId }) => parentSpanId && !known.has(parentSpanId))).toEqual([]);

  const invitation = spans.find((span) => isCall('POST')(span) && attributeOf(span, 'server.address') === '127.0.0.1');
  expect(attributeOf(invitation as ReceivedSpan, 'http.response.status_code')).toBe('200');
  const [root] = roots as [ReceivedSpan];
  expect(invitation?.parentSpanId).toBe(root.spanId);
  expect(attributeOf(root, 'bridge.interview_id')).toBe(sent.id);
  expect(root.events.map(({ name }) => name)).toContain('invitation invited');
  const events = spans.flatMap((span) => span.events.map(({ name }) => name));
  expect(events).toEqual(expect.arrayContaining(['webhook observed', 'delivery acknowledged']));
});

it('tells the collector who it is, as it was set', () => {
  expect(new Set(receiver.headers.map(({ authorization }) => authorization))).toEqual(
    new Set(['Bearer for-the-collector']),
  );
  expect(receiver.resources.every((resource) => resource.includes('"interview-bridge"'))).toBe(true);
});

it('says nothing of people, and no secret, path or address', async () => {
  const candidate = { first_name: 'Canaryfirst', last_name: 'Canarylast', phone: '+4917600000' };
  const sent = await sendInterview(world, { candidate, email: 'canary.person@example.test' });
  world.workable.control.answerWith({
    status: 500,
    body: 'canary answer',
    times: 1,
    match: new URL(sent.callbackUrl).pathname,
  });
  await scoreAttempt(world, sent, 7, { ai_analysis_recruiter: 'canary analysis' });
  await world.ask('GET', `/interviews/${sent.id}?canary=query`);
  await world.ask('GET', '/reports/canary-token');
  await receiver.waitFor(
    'the failed PUT',
    (span) => isOf(sent.id)(span) && isCall('PUT')(span) && span.status.code === 2,
  );
  await receiver.waitFor('the report', ({ name }) => name.startsWith('GET /reports/'));
  const all = receiver.bodies.join('\n');
  const known = [sent.callbackUrl, new URL(sent.callbackUrl).pathname, ...Object.values(secrets), 'Operations Manager'];
  expect(found(all, ['canary', '4917600000', ...known])).toEqual([]);
});

it('traces neither health checks nor scrapes', async () => {
  await world.ask('GET', '/readyz');
  await world.ask('GET', '/metrics', { headers: { authorization: `Bearer ${secrets.operatorToken}` } });
  await world.ask('GET', '/jobs');
  await receiver.waitFor('a request', ({ name }) => name === 'GET /jobs');
  expect(receiver.spans.filter(({ name }) => /livez|readyz|metrics/.test(name))).toEqual([]);
});

it('is not disturbed by a collector that is away, and says so once', async ({ onTestFinished }) => {
  const broken = await during(onTestFinished, openOtlpReceiver());
  broken.status = 400;
  const other = await during(onTestFinished, openWorld(tracedTo(broken)));
  const sent = await sendInterview(other);
  await scoreAttempt(other, sent);
  await other.workable.control.waitFor(sent.callbackUrl);
  await until('the log says so', () => logged(other, 'traces').length > 0);
  await sendInterview(other);
  await untilNothingIsDue(other);
  expect(logged(other, 'traces')).toEqual([expect.objectContaining({ level: 'warn', outcome: 'not-exported' })]);
});

it('traces as many interviews as are wanted', async ({ onTestFinished }) => {
  const none = await during(onTestFinished, openOtlpReceiver());
  const sampler = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
  const other = await openWorld({ ...tracedTo(none), ...sampler });
  await sendInterview(other);
  await other.close();
  expect(none.spans).toEqual([]);
});

it('sends what it still has when it stops', async ({ onTestFinished }) => {
  const last = await during(onTestFinished, openOtlpReceiver());
  const other = await openWorld(tracedTo(last));
  const sent = await sendInterview(other);
  await other.close();
  expect(last.spans.filter(isOf(sent.id)).map(({ name }) => name)).toContain('POST /interviews');
});

test('a mail is a span of its trace, and says nothing of who it is for', async ({ onTestFinished }) => {
  const collector = await during(onTestFinished, openOtlpReceiver());
  const mailing = await during(onTestFinished, openMailWorld(tracedTo(collector)));
  const isMail = (span: ReceivedSpan) => span.kind === 3 && span.name === 'SMTP';
  const sent = await sendInterview(mailing, { email: 'canary.person@example.test' });
  await untilMailed(mailing, sent);
  const span = await collector.waitFor('the mail', (each) => isOf(sent.id)(each) && isMail(each));
  const { hostname, port } = new URL(mailing.smtp.url);
  expect(['server.address', 'server.port', 'smtp.response.status_code'].map((each) => attributeOf(span, each))).toEqual(
    [hostname, port, '250'],
  );
  expect(span.status.code ?? 0).toBe(0);

  mailing.smtp.answer('rcpt', 550, 1);
  const refused = await sendInterview(mailing, { email: 'canary.other@example.test' });
  const failed = await collector.waitFor('the refusal', (each) => isOf(refused.id)(each) && isMail(each));
  expect([failed.status.code, attributeOf(failed, 'error.type')]).toEqual([2, 'failed']);
  expect(found(collector.bodies.join('\n'), ['canary.', 'jobs@', company])).toEqual([]);
});

test('by the stage door the trace begins with the webhook, and has the interview in it', async ({ onTestFinished }) => {
  const collector = await during(onTestFinished, openOtlpReceiver());
  const stage = await during(onTestFinished, openStageWorld(tracedTo(collector)));
  const candidate = await inviteCandidate(stage);
  await scoreCandidate(stage, candidate, 8);
  await untilNotes(stage, candidate, 2);
  const hasEvent = (event: string) => (span: ReceivedSpan) => span.events.some(({ name }) => name === event);
  const invited = await collector.waitFor('the invitation', hasEvent('invitation invited'));
  const inTrace = ({ traceId }: ReceivedSpan) => traceId === invited.traceId;
  await collector.waitFor('the result', (span) => inTrace(span) && span.name.startsWith('POST /webhooks/:vendor'));
  const spans = collector.spans.filter(inTrace);
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.map(({ name }) => name)).toEqual([expect.stringMatching(/^POST \/webhooks\/workable\//)]);
  expect(spans.filter(isCall('POST')).length).toBeGreaterThanOrEqual(3);
});
