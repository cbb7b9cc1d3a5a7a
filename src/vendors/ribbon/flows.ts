import { Failure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { Api } from '../api.ts';
import { readFields } from '../lenient.ts';
import { type Flow, Flows } from './contract.ts';

/** What Ribbon answers by itself: it does not say whether more may be asked for. */
const pageSize = 100;

/** `isCut`: there are more than are read. `ignored`: names of fields that could not be read. */
export type FlowList = { flows: Flow[]; isCut: boolean; ignored: readonly string[] };

/**
 * All interview flows, whatever their type. Ribbon gives no total: a page that is not full, or has nothing new, is the
 * last. Throws Failure.
 */
export async function listFlows(api: Api, signal: AbortSignal): Promise<FlowList> {
  const flows = new Map<string, Flow>();
  const ignored = new Set<string>();
  for (let page = 0; page < limits.vendorListPages; page += 1) {
    const query = { limit: String(pageSize), offset: String(page * pageSize) };
    const answer = readFields(Flows, await api.call({ path: 'v1/interview-flows', query, signal }));
    if (!answer) throw new Failure('vendor-unclear', 'The vendor gave an unreadable answer');
    for (const name of answer.ignored) ignored.add(name);
    const known = flows.size;
    const rows = answer.read.interview_flows;
    for (const flow of rows) if (flow) flows.set(flow.interview_flow_id, flow);
    if (rows.length < pageSize || flows.size === known) return { flows: [...flows.values()], isCut: false, ...names() };
  }
  return { flows: [...flows.values()], isCut: true, ...names() };

  function names() {
    return { ignored: [...ignored].slice(0, limits.ignoredFields) };
  }
}

/** Only these show their candidates in Ribbon's own application. A flow without a type is a general one. */
export function isRecruitment({ interview_type: type }: Flow): boolean {
  return type?.toLowerCase() === 'recruitment';
}
