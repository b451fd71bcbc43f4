// The studio's server: requests, and the stream of what happens.
export class Failure extends Error {}

async function ask(method, path, body, type) {
  let response;
  try {
    response = await fetch(path, { method, body, headers: type ? { 'Content-Type': type } : {} });
  } catch {
    throw new Failure('the studio does not answer; is it still running?');
  }
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Failure(answer.error ?? `the studio answered ${response.status}`);
  }
  return response;
}

export const get = async (path) => (await ask('GET', path)).json();
export const post = async (path, value) => (await ask('POST', path, JSON.stringify(value ?? {}), 'application/json')).json();
export const put = async (path, value) => (await ask('PUT', path, JSON.stringify(value), 'application/json')).json();
export const remove = async (path) => (await ask('DELETE', path)).json();
export const fetched = async (path) => (await ask('GET', path)).blob();
export const download = async (path, value) => (await ask('POST', path, JSON.stringify(value), 'application/json')).blob();

/** Brings a picture as it is; what the studio does not read, and the browser does, as a PNG. */
export async function bring(blob, name) {
  const path = `/api/pictures?name=${encodeURIComponent(name)}`;
  const send = async (data) => (await ask('POST', path, data, 'application/octet-stream')).json();
  try {
    return await send(blob);
  } catch (failure) {
    let data;
    try {
      const bitmap = await createImageBitmap(blob);
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      data = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    } catch {
      throw failure;
    }
    return send(data);
  }
}

/** Brings a preset: a pack, or a script. */
export const bringPreset = async (file) => (await ask('POST', `/api/presets?name=${encodeURIComponent(file.name)}`, file, 'application/octet-stream')).json();

/** Hears of everything that happens; comes back by itself when the server does. */
export function listen(handlers) {
  const source = new EventSource('/api/events');
  for (const [name, handler] of Object.entries(handlers)) {
    if (name !== 'open' && name !== 'lost') source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
  }
  source.onopen = () => handlers.open();
  source.onerror = () => handlers.lost();
}
