// A change starts a draft; the next one takes its place. What is done is refined to the size of the screen.
import { state, entries, jobs, on, emit, request, snapshot, remember, ownSize } from './state.js';
import { post, remove } from './api.js';
import { show, showEntry, caption, hair, screenEdge } from './stage.js';
import { duration, toast } from './dom.js';

const client = Math.random().toString(36).slice(2, 8);
const smallest = 320;
// In how many seconds a draft should be there: the server makes it smaller where it would take longer, and it is refined afterwards.
export const aim = { seconds: 1.6 };
let number = 0;
let draft = null;       // { tag, id, isRefining, asked }
let timer;
let rest;
let follows = null;     // a render whose previews are shown on the stage
const undone = { back: [], forth: [] };
let last = null;        // the snapshot of what is on the stage

// For those who measure, in milliseconds from the hand's stop: to a changed picture, and to the whole draft.
export const latency = [];
export const firsts = [];
function seen(mine) {
  if (mine.isRefining || mine.isSeen) return;
  mine.isSeen = true;
  firsts.push(Math.round(performance.now() - mine.asked));
}

/** Something was turned: dream it soon. */
export function changed({ soon = 90, keepsParents = false } = {}) {
  if (!keepsParents) state.parents = [];
  follows = null;
  emit('settings');
  remember();
  clearTimeout(timer);
  clearTimeout(rest);
  const asked = performance.now();
  drop();
  timer = setTimeout(() => start(asked), soon);
}

function drop() {
  if (draft?.id) remove(`/api/jobs/${draft.id}`).catch(() => {});
  draft = null;
}

async function start(asked) {
  if (!state.preset && !state.carrier && state.script === null) return;
  remembered();
  await send({ asked, isRefining: false }, Math.min(smallest, Math.max(ownSize().width, ownSize().height)), { within: aim.seconds });
}

async function send(mine, edge, more = {}) {
  mine.tag = `${client}:draft:${number += 1}`;
  draft = mine;
  if (!mine.isRefining) hair(0);
  try {
    const card = await post('/api/jobs', request('draft', edge, { tag: mine.tag, ...more }));
    mine.id = card.id;
    if (draft !== mine) remove(`/api/jobs/${card.id}`).catch(() => {});
  } catch (error) {
    if (draft === mine) { hair(null); caption(error.message, true); draft = null; }
  }
}

/**
 * A larger one of what was just shown, while the hand rests, up to as large as the screen shows it: one that had to be small to be soon is first as
 * large as drafts are, and on a large screen there is one between.
 */
function refine(entry) {
  const whole = Math.min(screenEdge(), Math.max(ownSize().width, ownSize().height));
  const long = Math.max(entry.width, entry.height);
  const edge = Math.min(whole, long < smallest * 0.75 ? Math.min(2 * long, smallest) : long < 900 ? 960 : whole);
  if (entry.frames || edge <= long * 1.08 || (edge > smallest && edge <= smallest * 1.15)) return;
  clearTimeout(rest);
  rest = setTimeout(() => {
    if (!draft && state.entry === entry.id) send({ isRefining: true, asked: performance.now() }, edge, { refines: entry.id });
  }, 350);
}

on('job', (card) => {
  if (!draft || card.tag !== draft.tag) return;
  draft.id = card.id;
  if (card.phase === 'failed') {
    if (!draft.isRefining) caption(card.line ? `line ${card.line}: ${card.message}` : card.message, true);
    emit('mistake', card);
    hair(null);
    draft = null;
  } else if (card.phase === 'finished') {
    const entry = entries.get(card.entry);
    const mine = draft;
    draft = null;
    hair(null);
    if (!entry) return;
    state.entry = entry.id;
    if (last) last.entry = entry.id;
    remember();
    emit('entry-shown', entry);
    showEntry(entry).then(() => {
      seen(mine);
      if (!mine.isRefining) latency.push(Math.round(performance.now() - mine.asked));
      refine(entry);
    });
    describe(entry);
  } else if (card.phase === 'stopped') {
    draft = null;
    hair(null);
  }
});

// A studio that fell over has forgotten what it was dreaming.
on('hello', (cards) => {
  if (draft?.id && !cards.some((card) => card.id === draft.id)) { draft = null; hair(null); caption('The studio fell over while it dreamt this, and is open again.', true); }
});

on('progress', (progress) => {
  if (draft && progress.job === draft.id && !draft.isRefining) hair(progress.fraction);
});

on('preview', ({ job, preview }) => {
  // A draft that is done in half a second is shown when it is.
  const isMine = draft && job === draft.id && !draft.isRefining && performance.now() - draft.asked > 500;
  if (!isMine && job !== follows) return;
  const mine = draft;
  show(`/api/jobs/${job}/preview?n=${preview}`, ownSize()).then(() => { if (isMine) seen(mine); });
});

export function describe(entry) {
  const made = entry.kind === 'render' ? entry.frames ? entry.file.split('/')[0] : entry.file : 'draft';
  const film = entry.frames ? ` · ${entry.frames} frames` : '';
  caption(`${made} · ${entry.width} × ${entry.height} · seed ${entry.request.seed ?? 0}${film}${entry.isInterrupted ? ' · stopped' : ''}`);
}

/** The stage shows the previews of a render until something is turned. */
export function follow(id) { drop(); hair(null); clearTimeout(rest); follows = id; caption('The render, as it grows'); }
export const isFollowed = (id) => follows === id;

/** Puts an entry of the strip on the stage, with everything as it was. */
export function restore(entry, { isUndo = false } = {}) {
  if (!isUndo) remembered();
  drop(); clearTimeout(timer); clearTimeout(rest); hair(null);
  follows = null;
  const asked = entry.request;
  const isOther = (asked.preset ?? null) !== state.preset || (asked.carrier ?? null) !== state.carrier || (asked.script ?? null) !== state.script;
  Object.assign(state, {
    preset: asked.preset ?? (asked.carrier ? null : state.preset), script: asked.script ?? null, carrier: asked.carrier ?? null,
    values: { ...asked.parameters }, pictures: { ...asked.pictures }, network: asked.network ?? null, seed: asked.seed ?? 0,
    parents: asked.parents ?? [], entry: entry.id,
  });
  emit('restore', { picture: asked.picture ?? null, frames: asked.frames, isOther });
  last = snapshot();
  remember();
  emit('entry-shown', entry);
  describe(entry);
  return showEntry(entry).then(() => { if (entry.kind === 'draft') refine(entry); });
}

// Undo and redo, through settings.
function remembered() {
  if (last && JSON.stringify({ ...last, entry: 0 }) !== JSON.stringify({ ...snapshot(), entry: 0 })) {
    undone.back.push(last);
    if (undone.back.length > 200) undone.back.shift();
    undone.forth = [];
  }
  last = snapshot();
  emit('undo', { back: undone.back.length, forth: undone.forth.length });
}

export function travel(from, to) {
  const snapshotThere = undone[from].pop();
  if (!snapshotThere) return;
  if (last) undone[to].push(last);
  last = snapshotThere;
  drop(); clearTimeout(timer); clearTimeout(rest); hair(null);
  Object.assign(state, structuredClone(snapshotThere));
  emit('restore', { isTravel: true, isOther: true });
  emit('undo', { back: undone.back.length, forth: undone.forth.length });
  remember();
  const entry = entries.get(state.entry);
  if (entry) { emit('entry-shown', entry); describe(entry); showEntry(entry); } else changedQuietly();
}

function changedQuietly() { clearTimeout(timer); timer = setTimeout(async () => { await send({ asked: performance.now(), isRefining: false }, smallest, { within: aim.seconds }); }, 60); }

/** Begins where a reload left off. */
export function resume() { last = snapshot(); }

// Renders.
export async function render(edge) {
  try {
    const card = await post('/api/jobs', request('render', edge, { tag: `${client}:render` }));
    follow(card.id);
    return card;
  } catch (error) {
    toast(error.message);
    return null;
  }
}
on('job', (card) => {
  if (card.kind !== 'render' || card.phase !== 'finished' && card.phase !== 'stopped') return;
  const entry = entries.get(card.entry);
  if (entry && isFollowed(card.id)) {
    follows = null;
    state.entry = entry.id;
    remember();
    emit('entry-shown', entry);
    showEntry(entry);
    describe(entry);
  }
});
export { duration };
