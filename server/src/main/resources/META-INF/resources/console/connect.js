// Calls of the server's services by the Connect protocol, JSON form. See docs/http.md.

const TOKEN_KEY = 'gistwire.token';
const ENVELOPE_BYTES = 5;
const END_STREAM = 2;

/** An error that the server answered with: a code of the protocol and its message. */
export class CallError extends Error {
  constructor(code, message) {
    super(message || code);
    this.code = code;
  }
}

export const token = {
  get: () => sessionStorage.getItem(TOKEN_KEY) ?? '',
  set(value) {
    if (value) sessionStorage.setItem(TOKEN_KEY, value);
    else sessionStorage.removeItem(TOKEN_KEY);
  },
};

function post(procedure, type, body, signal) {
  const headers = { 'Content-Type': type, 'Connect-Protocol-Version': '1' };
  if (token.get()) headers.Authorization = `Bearer ${token.get()}`;
  return fetch(`gistwire.v1.${procedure}`, { method: 'POST', headers, body, signal });
}

/** One call: request and answer are messages in Protobuf's JSON form. */
export async function call(procedure, request = {}, signal = undefined) {
  const response = await post(procedure, 'application/json', JSON.stringify(request), signal);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw failure(answer, response.status);
  return answer;
}

function failure(error, status) {
  return new CallError(error.code ?? `http_${status}`, error.message);
}

/** The messages of a stream from the server, until it ends, fails or is aborted. */
export async function* stream(procedure, request, signal) {
  const text = new TextEncoder().encode(JSON.stringify(request));
  const body = new Uint8Array(ENVELOPE_BYTES + text.length);
  new DataView(body.buffer).setUint32(1, text.length);
  body.set(text, ENVELOPE_BYTES);
  const response = await post(procedure, 'application/connect+json', body, signal);
  if (!response.ok) throw failure(await response.json().catch(() => ({})), response.status);
  for await (const [flags, message] of envelopes(response.body.getReader())) {
    if (!(flags & END_STREAM)) {
      yield message;
    } else if (message.error) {
      throw new CallError(message.error.code, message.error.message);
    }
  }
}

async function* envelopes(reader) {
  let buffer = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const joined = new Uint8Array(buffer.length + value.length);
    joined.set(buffer);
    joined.set(value, buffer.length);
    buffer = joined;
    while (buffer.length >= ENVELOPE_BYTES) {
      const length = new DataView(buffer.buffer, buffer.byteOffset).getUint32(1);
      if (buffer.length < ENVELOPE_BYTES + length) break;
      const message = buffer.subarray(ENVELOPE_BYTES, ENVELOPE_BYTES + length);
      yield [buffer[0], JSON.parse(new TextDecoder().decode(message))];
      buffer = buffer.slice(ENVELOPE_BYTES + length);
    }
  }
}

const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 15_000;

/**
 * Follows a stream for as long as the signal allows: connects again after failures, with growing pauses.
 * `request` makes each request, so that it can go on where the last stream ended; `state` is told 'live', or why not.
 */
export async function follow(procedure, request, onMessage, state, signal) {
  let pause = FIRST_PAUSE_MILLIS;
  while (!signal.aborted) {
    try {
      for await (const message of stream(procedure, request(), signal)) {
        pause = FIRST_PAUSE_MILLIS;
        state('live');
        onMessage(message);
      }
      state('the server ended the stream; connecting again');
    } catch (error) {
      if (signal.aborted) return;
      state(error.message);
      if (['unauthenticated', 'permission_denied', 'invalid_argument', 'out_of_range'].includes(error.code)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }
}
