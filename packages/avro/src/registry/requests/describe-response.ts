/** Describes a response that is not one of the API: its kind and status, without its content. */
import type { HttpResponse } from './http-exchange.js';

export function describeResponse(response: HttpResponse): string {
  const { status, headers, body } = response;
  if (status >= 300 && status < 400) return redirect(status, headers.location);
  return `${kindOf(response, body)} with status ${status}`;
}

function kindOf({ headers }: HttpResponse, body: string): string {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return 'a compressed response, which was not requested,';
  const text = body.trimStart();
  if (text === '') return 'an empty response';
  if (/^<(!doctype|html|head|body)/i.test(text)) return 'an HTML page';
  if (text.startsWith('<')) return 'an XML document';
  return kindOfJson(text);
}

function kindOfJson(text: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return /^[[{"]/.test(text) ? 'JSON that is cut off or malformed' : 'text that is not JSON';
  }
  if (json === null) return 'a JSON null';
  if (Array.isArray(json)) return 'a JSON list';
  return typeof json === 'object' ? "JSON that is not the API's" : `a JSON ${typeof json}`;
}

/** Only the host of the target: the rest may be a secret. */
function redirect(status: number, location: string | undefined): string {
  const host = location === undefined ? undefined : URL.parse(location)?.host;
  return `a redirect${host ? ` to ${host}` : ''} with status ${status}, which is not followed`;
}
