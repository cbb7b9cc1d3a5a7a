import { z } from 'zod';
import { asFailure } from '../../../errors.ts';
import type { Template } from '../../../interviews/ports/vendor.ts';
import { listOffered } from '../../actions/offered.ts';
import { listJobs, listStages } from '../../actions/places.ts';
import { cursorsOf } from '../../api/cursor.ts';
import { stageDoorOf } from '../../api/stage-door.ts';
import type { StageDoorAccount } from '../../queries/application-context.ts';
import { connectionOf, placeOf, triggerViews } from '../../queries/triggers.ts';
import { Button, Link } from '../form.tsx';
import { counted, Pages } from '../listing.tsx';
import { type ConsoleParts, page } from '../page.ts';
import { AddTrigger, PickJob } from './add-trigger.tsx';
import { TemplateList, TriggerCard } from './trigger-card.tsx';
import { pathOf } from './words.tsx';

const pageSize = 10;

export const triggersPage = page({
  path: '/accounts/:name/triggers',
  place: 'accounts',
  query: z.object({ job: z.string().max(200).optional(), cursor: z.string().optional() }),
}).showing({
  load: async (parts, { params: { name }, query: { job, cursor } }) => {
    const account = stageDoorOf(parts, name);
    const cursors = cursorsOf('console/triggers', name);
    const after = cursors.read(cursor)?.id ?? '';
    // Names of jobs and stages are known once they have been looked at.
    const [offered, places] = await Promise.all([offeredBy(account), placesOf(parts, account, job)]);
    const all = triggerViews(account, await connectionOf(parts, account));
    const left = all.filter((each) => placeOf(each) > after);
    const views = left.slice(0, pageSize);
    const last = left.length > pageSize ? views.at(-1) : undefined;
    const next = last && cursors.write({ id: placeOf(last), at: 0 });
    const usual = account.connected.template;
    const problems = [...(offered.problem === undefined ? [] : [offered.problem]), ...places.problems];
    const { templates } = offered;
    return {
      name,
      views,
      count: all.length,
      next,
      isFirst: cursor === undefined,
      usual,
      templates,
      ...places,
      problems,
    };
  },
  title: ({ name }) => `Triggers of ${name}`,
  view: ({ name, views, count, next, isFirst, usual, templates, problems, jobs, stages }) => (
    <>
      {problems.map((each) => (
        <p class="said warn" dir="auto">
          {each}
        </p>
      ))}
      <section>
        <p>
          Candidates who come to one of these stages are invited. Candidates already in the stage are not: a back-fill
          invites them. {counted(count, 'trigger')}.
        </p>
        <div class="row">
          <Button to={pathOf(name, '/triggers/refresh')} text="Look at jobs and stages now" />
          <Link to={pathOf(name, '/test-sync')}>Test sync</Link>
          <Link to={pathOf(name)}>Back to the account</Link>
        </div>
      </section>
      {views.map((view) => (
        <TriggerCard account={name} view={view} templates={templates} />
      ))}
      <Pages path={pathOf(name, '/triggers')} query={{}} cursor={next} isFirst={isFirst} />
      {stages ? (
        <AddTrigger account={name} job={stages.job} stages={stages.rows} usual={usual} />
      ) : (
        <PickJob account={name} jobs={jobs} />
      )}
      <TemplateList templates={templates} />
    </>
  ),
});

/** The page shows what there is, also while the vendor does not answer. */
async function offeredBy(account: StageDoorAccount): Promise<{ templates: readonly Template[]; problem?: string }> {
  try {
    return { templates: (await listOffered(account)).templates };
  } catch (error) {
    return { templates: [], problem: `The vendor does not list its templates: ${asFailure(error).message}` };
  }
}

/** The jobs whose candidates may be interviewed, and the stages of the one that is chosen. */
async function placesOf(parts: ConsoleParts, account: StageDoorAccount, chosen: string | undefined) {
  try {
    const jobs = await listJobs(parts, account);
    const job = jobs.find(({ shortcode }) => shortcode === chosen);
    const rows = job && (await listStages(parts, account, job.shortcode, { isFresh: true }));
    const unknown = chosen !== undefined && !job ? [`Workable lists no job ${chosen}.`] : [];
    return { jobs, problems: unknown, ...(job && rows ? { stages: { job, rows } } : {}) };
  } catch (error) {
    return { jobs: [], problems: [`Workable does not list its jobs: ${asFailure(error).message}`] };
  }
}
