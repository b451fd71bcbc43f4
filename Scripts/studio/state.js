// What the page is about: a preset with its settings, and the strip. Whoever is interested subscribes.
import { put } from './api.js';

export const state = {
  preset: null,      // name on the shelf
  card: null,        // what the preset says of itself
  script: null,      // edited text; null: the preset's own
  carrier: null,     // a brought picture whose recipe this is
  values: {},        // parameters, as typed; those at their default are left out
  pictures: {},      // picture parameters: ids
  painted: {},       // those of them that were painted here, as the mask's page knows them
  picture: null,     // { id, width, height, name } that is dreamt on
  frames: [],        // ids of the pictures that a film is dreamt on; the first is `picture`
  network: null,
  seed: 0,
  parents: [],
  entry: null,       // the id that is on the stage
  marked: [],
  theme: null,
  edge: 1536,
};

export const entries = new Map();
export const jobs = new Map();
export const presets = [];
export const networks = [];

const listeners = {};
export function on(event, handler) { (listeners[event] ??= []).push(handler); }
export function emit(event, value) { for (const handler of listeners[event] ?? []) handler(value); }

/** The settings alone, to come back to. */
export function snapshot() {
  const { preset, card, script, carrier, values, pictures, picture, frames, network, seed, parents, entry } = state;
  return structuredClone({ preset, card, script, carrier, values, pictures, picture, frames, network, seed, parents, entry });
}

/** What the server is asked to dream. */
export function request(kind, longEdge, more = {}) {
  const { preset, script, carrier, values, pictures, picture, frames, network, seed, parents } = state;
  return {
    kind, preset: carrier ? undefined : preset ?? undefined, script: script ?? undefined, carrier: carrier ?? undefined,
    parameters: { ...values }, pictures: { ...pictures }, picture: picture?.id, frames: picture && frames.length > 1 ? frames : [], network: network ?? undefined, seed, longEdge, parents, ...more,
  };
}

/** The canvas's own size. */
export function ownSize() {
  if (state.picture) return state.picture;
  return { width: state.card?.width || 768, height: state.card?.height || 512 };
}

let timer;
/** Remembers everything on the server, so that a reload finds it. */
export function remember() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const { theme, edge, marked, painted } = state;
    put('/api/session', { ...snapshot(), theme, edge, marked, painted }).catch(() => {});
  }, 250);
}
