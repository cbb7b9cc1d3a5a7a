import { browserOf } from '../../../testing/console.ts';
import { only, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilDelivery, untilHistory } from '../../../testing/operator.ts';
import { secrets } from '../../../testing/secrets.ts';
import { moved, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';
import type { PageSet, Shown } from './page-set.ts';

/** The operator's console, with something to say of everything. */
export const consolePages: PageSet = {
  name: 'console',
  async open() {
    const world = await openStageWorld();
    const [fresh, done] = [await sendInterview(world, { candidate: hostile }), await delivered(world)];
    const failed = await answered(world, { status: 404 }, 'failed');
    const application = await applied(world);
    const waiting = await answered(world, { status: 429, headers: { 'Retry-After': '3600' } }, /rate-limited/);
    const log = browserOf(world);
    await log.logIn();
    const cookies = [...log.cookies].map(([name, value]) => ({ name, value, url: world.url }));

    const at = (what: string, path: string): Shown => ({
      what: `console: ${what}`,
      url: `${world.url}/operator${path}`,
    });
    const inside = (what: string, path: string): Shown => ({
      ...at(what, path),
      before: (page) => page.context().addCookies(cookies),
    });
    const of = (what: string, { id }: { id: string }): Shown =>
      inside(`an interview that ${what}`, `/interviews/${id}`);
    const quick = (shown: Shown): Shown => ({ ...shown, isQuick: true });
    const pressing = (shown: Shown, what: string, button: string): Shown => ({
      ...shown,
      what: `${shown.what}, ${what}`,
      press: (page) => page.locator(`button:text-is("${button}")`).click(),
    });
    return {
      pages: [
        quick(at('the log-in', '/interviews')),
        {
          ...at('a wrong token', ''),
          press: async (page) => {
            await page.fill('#token', 'wrong');
            await page.keyboard.press('Enter');
            await page.waitForSelector('[role=alert]');
          },
        },
        quick(inside('the overview', '')),
        inside('the overview that stays as it is', '?live=off'),
        quick(inside('interviews', '/interviews')),
        inside('interviews of a job', '/interviews?state=invited&job=Operations+Manager&since=2020-01-01'),
        inside('no interviews', '/interviews?template=none'),
        pressing(inside('interviews', '/interviews'), 'none ticked', 'Replay'),
        of('has not begun', fresh),
        pressing(of('has not begun', fresh), 'whose names are revealed', 'Reveal names and addresses'),
        pressing(of('has not begun', fresh), 'to be forgotten', 'Forget this person…'),
        of('is delivered', done),
        pressing(of('is delivered', done), 'shared', 'Make a new shared link'),
        quick(of('has failed', failed)),
        of('waits', waiting),
        inside('applications', '/applications'),
        quick(inside('an application', `/applications/${application}`)),
        pressing(inside('an application', `/applications/${application}`), 'revealed', 'Reveal names and addresses'),
        inside('failed and refused', '/failed'),
        inside('a list of failed ones', '/failed/list?account=default'),
        inside('a dry run', '/failed/dry-run'),
        inside('replays on their way', '/failed/progress'),
        inside('rejected webhooks', '/rejected'),
        inside('accounts', '/accounts'),
        inside('making an account', '/new-account?VENDOR=http'),
        inside('an account', '/accounts/default'),
        inside('its health', '/accounts/default/health'),
        inside('its settings', '/accounts/default/settings'),
        inside('its triggers', `/accounts/default/triggers?job=${world.job}`),
        inside('a test sync', '/accounts/default/test-sync?list=yes'),
        inside('members', '/accounts/default/members'),
        inside('the queue', '/queue'),
        inside('no such page', '/nowhere'),
      ],
      close: world.close,
    };
  },
};

const hostile = { first_name: '"><img src=x onerror=alert(1)>', last_name: '<script>alert(2)</script>مرحبا' };

async function delivered(world: StageWorld): Promise<Sent> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'acknowledged');
  return sent;
}

async function answered(
  world: StageWorld,
  answer: { status: number; headers?: Record<string, string> },
  until: 'failed' | RegExp,
): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ ...answer, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await (until === 'failed' ? untilDelivery(world, sent, until) : untilHistory(world, sent, until));
  return sent;
}

/** The application of a candidate who stands in the stage. */
async function applied(world: StageWorld): Promise<string> {
  const candidate = await moved(world);
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  return until('the stay is noted', async () => {
    world.later(10_000);
    const { body } = await world.ask('GET', '/api/v1/applications?account=default', { headers });
    const found = body.items.find((each: { candidate_id: string }) => each.candidate_id === candidate.id);
    return found?.enrolments > 0 && (found.id as string);
  });
}
