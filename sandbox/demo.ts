import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { narrator } from './narrate.ts';
import { openStage, type Stage } from './stage.ts';

/** `npm run demo`: shows one interview from create to result, then stays up; with `--once` it ends there. */
const folder = mkdtempSync(join(tmpdir(), 'bridge-demo-'));
const logFile = join(folder, 'bridge.log');
const staysUp = !process.argv.includes('--once');

try {
  const stage = await openStage({ dataDir: folder, logLevel: 'debug', log: (line) => appendFileSync(logFile, line) });
  const end = async (code: number) => {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  const hasArrived = await play(stage);
  if (!staysUp || !hasArrived) await end(hasArrived ? 0 : 1);
  showLinks(stage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function play(stage: Stage): Promise<boolean> {
  const { vendor, workable } = stage;
  const emit = narrator(stage);
  try {
    const openedAt = Date.now();
    const templates = await workable.control.listTemplates();
    const [template] = templates.body.interview_templates ?? [];
    if (!template) throw new Error(`The bridge listed no template: ${JSON.stringify(templates.body)}`);
    emit(
      `Workable → bridge    GET /interview-templates   ${templates.status}, the recruiter picks "${template.name}"`,
      openedAt,
    );

    const candidate = { first_name: 'Lakita', last_name: 'Marrero', email: 'lakita.marrero@example.test' };
    const sentAt = Date.now();
    const created = await workable.control.createInterview({ templateId: template.id, candidate });
    emit(`Workable → bridge    POST /interviews   ${created.status}, interview ${created.body.interview_id}`, sentAt);

    const attempt = await vendor.control.start(candidate.email, template.id);
    emit('                     … the candidate opens the invitation and answers the questions');
    await vendor.control.collect(attempt);
    emit();
    await vendor.control.score(attempt, 8.7);
    await workable.control.waitFor(created.callbackUrl);
    emit('                     … the recruiter reads the report and wants to meet the candidate');
    await vendor.control.decide(attempt, true);
    const result = await workable.control.waitFor(
      created.callbackUrl,
      ({ interview }) => interview?.grade !== undefined,
    );
    emit();
    console.log(`\nWhat Workable has now:\n\n${JSON.stringify(result, null, 2)}\n`);
    return true;
  } catch (error) {
    emit();
    console.error(`\nThe result did not arrive: ${error instanceof Error ? error.message : error}`);
    console.error(`The bridge's log: ${logFile}`);
    return false;
  }
}

function showLinks({ url, vendor, workable }: Stage): void {
  console.log(`Everything stays up. Try it yourself:

  the recruiter in Workable           ${workable.pageUrl}
  the candidate and the vendor        ${vendor.pageUrl}
  the bridge                          ${url}/readyz
  its log                             ${logFile}

Ctrl+C ends it.`);
}
