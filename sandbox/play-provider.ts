import type { Narrate } from './narrate.ts';
import type { Stage } from './stage.ts';

/**
 * A recruiter requests an interview of the video interview provider, the candidate takes it, and a recruiter decides.
 * Resolves to what Workable has then; throws where the result does not arrive.
 */
export async function playProviderDoor({ vendor, workable }: Stage, emit: Narrate): Promise<string> {
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
  const result = await workable.control.waitFor(created.callbackUrl, ({ interview }) => interview?.grade !== undefined);
  emit();
  return JSON.stringify(result, null, 2);
}
