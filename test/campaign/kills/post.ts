/**
 * Sends one webhook; resolves to the status, or to undefined when the bridge was not there or died. It waits as long as
 * that takes: a webhook that was given up and is read later would look like a change back.
 */
export async function post(
  url: string,
  { method = 'POST', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<number | undefined> {
  try {
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}
