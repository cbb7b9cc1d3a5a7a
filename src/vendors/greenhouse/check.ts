import { type HttpClient, RequestError } from '../../http/request.ts';
import type { CallOptions, VendorFinding } from '../../interviews/ports/vendor.ts';
import { limits } from '../../limits.ts';
import type { Endpoint } from '../api.ts';
import type { GreenhouseSettings } from './settings.ts';

/** No vendor has an interview of that name. */
const unknownInterview = 'interview-bridge-doctor';

type Look = { call: string; endpoint: Endpoint; query?: string; isRight: (status: number) => boolean };

/**
 * Looks at the addresses that the list of tests says nothing of. Only with GET: a POST would invite a candidate, or
 * report a fault that there is not.
 */
export function checkAddresses(
  http: HttpClient,
  settings: GreenhouseSettings,
  headers: Readonly<Record<string, string>>,
) {
  const { sendTest, testStatus, responseError } = settings;
  const looks: Look[] = [
    {
      call: 'test_status',
      endpoint: testStatus,
      query: `partner_interview_id=${unknownInterview}`,
      isRight: (status) => status === 404 || status === 400 || status === 422 || status === 200,
    },
    // What else a GET is answered there is the vendor's to choose.
    { call: 'send_test', endpoint: sendTest, isRight: isNoFailure },
    ...(responseError ? [{ call: 'response_error', endpoint: responseError, isRight: isNoFailure }] : []),
  ];

  return async function check({ signal }: CallOptions): Promise<VendorFinding[]> {
    const findings = await Promise.all(looks.map((each) => look(each, signal)));
    if (responseError) return findings;
    const text = 'response_error: not set; faults in the answers are in the log, and the vendor is not told of them';
    return [...findings, { isFine: true, text }];
  };

  async function look({ call, endpoint, query, isRight }: Look, signal: AbortSignal): Promise<VendorFinding> {
    const { url, setting } = endpoint;
    const isOfUnknown = query !== undefined;
    const answer = await http
      .request({
        method: 'GET',
        url: query ? `${url}${url.includes('?') ? '&' : '?'}${query}` : url,
        headers: { accept: 'application/json', ...headers },
        signal,
        maxBytes: limits.keptAnswerBytes,
        whenTooLarge: 'truncate',
      })
      .catch(unlessUnanswered);
    if (answer instanceof RequestError) {
      return wrong(call, `did not answer (${answer.code ?? answer.reason}). Check ${setting} and the network`);
    }
    const { status, body } = answer;
    if (status === 401 || status === 403) {
      return wrong(call, `refused our key (${status}). Ask the vendor for a new one and set GREENHOUSE_API_KEY`);
    }
    if (status >= 300 && status < 400) return wrong(call, `leads elsewhere (${status}). Check ${setting}`);
    if (isOfUnknown && body.toString('utf8').trimStart().startsWith('[')) {
      return wrong(call, `answered with a list, as list_tests does. Check ${setting}`);
    }
    if (isRight(status)) return { isFine: true, text: `${call}: answers a GET with ${status}` };
    return wrong(call, `answered a GET with ${status}. Check ${setting}; ask the vendor if it is right`);
  }
}

function isNoFailure(status: number): boolean {
  return status < 500;
}

function wrong(call: string, what: string): VendorFinding {
  return { isFine: false, text: `${call}: ${what}` };
}

function unlessUnanswered(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  throw error;
}
