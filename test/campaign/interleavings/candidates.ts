import type { Stage } from './stage.ts';
import { type Person, rankOf, type Said, type Sitting, type Vendor } from './vendor.ts';

const begun: Said = {
  change: 0,
  state: 'running',
  isSubmitted: false,
  score: null,
  decision: null,
  analysis: null,
};

/** What candidates and recruiters do at the vendor, and the webhooks that say so. */
export function createCandidates(stage: Stage, { persons }: Vendor) {
  const { draw, moods } = stage;
  let changes = 0;

  return {
    /** The candidate takes an interview, and it is scored. */
    finish(email: string, templateId: string): void {
      const person = persons.get(email);
      if (!person) return;
      const sitting = begin(person, templateId);
      say(person, sitting, { state: 'finished', score: 4, analysis: 'fair', isSubmitted: true });
    },

    /** Makes a random change at the vendor. */
    happen(): void {
      const invited = [...persons.values()].filter(({ templates }) => templates.size > 0);
      if (invited.length === 0) return;
      const person = draw.pick(invited);
      const newest = person.sittings.slice(-2).reverse();
      const sitting = newest.length > 0 ? draw.pick(newest) : undefined;
      if (!sitting || draw.oneIn(4)) begin(person, draw.pick([...person.templates.keys()]));
      else change(person, sitting);
    },
  };

  function begin(person: Person, templateId: string): Sitting {
    // Two attempts never begin at the same moment, nor does a webhook arrive in the moment of another.
    stage.now += 1;
    const sitting = {
      id: `a${changes + 1}`,
      email: person.email,
      templateId,
      interviewId: person.templates.get(templateId) ?? '',
      createdAt: stage.now,
      said: begun,
      before: begun,
      since: {},
      isForgotten: false,
      furthest: 0,
    };
    person.sittings.push(sitting);
    say(person, sitting, {});
    return sitting;
  }

  function change(person: Person, sitting: Sitting): void {
    if (moods.vendorIsStrange) {
      sayAnything(person, sitting);
      return;
    }
    const { state, score, isSubmitted } = sitting.said;
    if (state === 'running') {
      const outcome = draw.below(4);
      if (outcome === 3) say(person, sitting, { state: 'failed' });
      else if (outcome === 2) say(person, sitting, { state: 'finished' });
      else say(person, sitting, { state: 'finished', score: 4, analysis: 'fair', isSubmitted: outcome === 0 });
    } else if (state === 'finished' && score === null) {
      say(person, sitting, { score: draw.pick([4, 7]), analysis: draw.pick(['fair', 'good']), isSubmitted: true });
    } else if (state === 'finished') {
      const next = draw.below(9);
      const { score, decision, analysis } = sitting.before;
      if (next < 3) say(person, sitting, { decision: draw.pick([true, false]), isSubmitted: true });
      else if (next < 6) say(person, sitting, { score: score ?? 4, decision, analysis });
      else if (next === 6) say(person, sitting, { score: draw.pick([4, 7]) });
      else if (next === 7) say(person, sitting, { decision: null, analysis: draw.pick(['fair', 'good']) });
      else if (isSubmitted) say(person, sitting, { state: 'failed', isSubmitted: false, decision: null });
    } else say(person, sitting, { state: draw.pick(['failed', 'running', 'finished'] as const) });
  }

  function sayAnything(person: Person, sitting: Sitting): void {
    say(person, sitting, {
      state: draw.pick(['finished', 'failed', 'running'] as const),
      isSubmitted: draw.oneIn(2),
      score: draw.pick([null, 0, 4, 12]),
      decision: draw.pick([null, true, false]),
      analysis: draw.pick([null, 'fair']),
      startedAt: stage.now + draw.pick([0, -60_000, 60_000, -86_400_000, 86_400_000]),
    });
  }

  function say(person: Person, sitting: Sitting, news: Partial<Said>): void {
    changes += 1;
    const said = { ...sitting.said, ...news, change: changes };
    sitting.before = sitting.said;
    sitting.furthest = Math.max(sitting.furthest, rankOf(said));
    sitting.said = said;
    sitting.since[said.state] ??= stage.now;
    const isForgotten = moods.vendorForgets && draw.oneIn(3);
    sitting.isForgotten = isForgotten;
    if (!isForgotten) person.unsent.push({ sitting, said });
    const { state, score, decision, analysis } = said;
    stage.log(
      () =>
        `vendor ${sitting.id} of ${person.email} at ${sitting.templateId} is ${state} ${score} ${decision} ${analysis}${isForgotten ? ', and no webhook will say so' : ''}`,
    );
  }
}
