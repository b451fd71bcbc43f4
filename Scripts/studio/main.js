// The page: where it was is where it is again; keys, tabs, and what comes from the server.
import { $, h, toast } from './dom.js';
import { get, listen } from './api.js';
import { state, entries, presets, on, emit, remember } from './state.js';
import * as shelf from './shelf.js';
import * as controls from './controls.js';
import * as strip from './strip.js';
import * as nine from './nine.js';
import * as mask from './mask.js';
import * as script from './script.js';
import * as film from './film.js';
import * as queue from './queue.js';
import { choosePicture } from './open.js';
import { showEntry, layout, holdOriginal, show, isComparing, compare, zoom, isNear, pan } from './stage.js';
import { travel, changed, describe, resume, latency, firsts, aim } from './drafts.js';

// The key has done its work: it is in a cookie now, and not to be read over a shoulder.
history.replaceState(null, '', '/');

// Light and dark: as the system has it, until somebody says otherwise.
const systemDark = matchMedia('(prefers-color-scheme: dark)');
function dress() { document.documentElement.dataset.theme = state.theme ?? (systemDark.matches ? 'dark' : 'light'); }
systemDark.addEventListener('change', dress);
dress();
$('theme').addEventListener('click', () => {
  state.theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  dress();
  remember();
});

// Tabs.
const tabs = ['controls', 'mask', 'script'];
function select(name) {
  for (const other of tabs) {
    const isIt = other === name;
    $(`tab-${other}`).setAttribute('aria-selected', String(isIt));
    $(`tab-${other}`).tabIndex = isIt ? 0 : -1;
    $(`panel-${other}`).hidden = !isIt;
  }
  document.querySelector('.desk').classList.toggle('writing', name === 'script');
  mask.show(name === 'mask');
  if (name === 'controls') controls.fill();
  if (name === 'script') script.open();
}
for (const [index, name] of tabs.entries()) {
  $(`tab-${name}`).addEventListener('click', () => select(name));
  $(`tab-${name}`).addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = $(`tab-${tabs[(index + step + tabs.length) % tabs.length]}`);
    next.click();
    next.focus();
  });
}

// Keys.
const keys = [
  ['/', 'the shelf of presets', () => shelf.open()],
  ['R', 'render the full picture', () => queue.openSheet()],
  ['N', 'nine seeds', () => nine.seeds()],
  ['M', 'mark for breeding', () => strip.mark()],
  ['B', 'breed those that are marked', () => nine.breed()],
  ['C', 'compare two pictures', () => strip.toggleCompare()],
  ['F', 'favourite', () => strip.favourite()],
  ['Z', 'pixel by pixel, and back', () => zoom()],
  ['P', 'play or pause a film', () => film.toggle()],
  ['1', 'controls', () => { select('controls'); $('tab-controls').focus(); }],
  ['2', 'mask', () => { select('mask'); $('tab-mask').focus(); }],
  ['3', 'script', () => { select('script'); $('tab-script').focus(); }],
  ['?', 'these keys', () => $('help').showModal()],
];
const others = [['\\', 'hold: the original'], ['Ctrl Z', 'undo'], ['Ctrl Shift Z', 'redo'], ['← →', 'through the strip, a slider, the divider'], ['← ↑ → ↓', 'about a picture that is seen pixel by pixel, and with the mask’s brush'], ['Delete', 'in the strip: take it off'], ['Esc', 'close what is open']];
$('key-list').append(...[...keys.map(([key, what]) => [key, what]), ...others].flatMap(([key, what]) => [h('dt', {}, ...key.split(' ').flatMap((one) => [h('kbd', {}, one), ' '])), h('dd', {}, what)]));

const isTyping = (target) => target.closest?.('.CodeMirror, textarea, input:not([type="range"]):not([type="checkbox"]), select');
addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]')) return;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key.toLowerCase() === 'z' && !isTyping(event.target)) {
    event.preventDefault();
    return event.shiftKey ? travel('forth', 'back') : travel('back', 'forth');
  }
  if (isCommand || event.altKey || isTyping(event.target)) return;
  if (event.key === 'Escape') { if (nine.isOpen()) nine.close(); else if (isComparing()) compare(null); return; }
  if (event.key === '\\') return holdOriginal(true);
  const way = { ArrowLeft: [-0.04, 0], ArrowRight: [0.04, 0], ArrowUp: [0, -0.04], ArrowDown: [0, 0.04] }[event.key];
  if (way && isNear() && !event.target.closest?.('input, [role="listbox"], [role="slider"], [role="tab"]')) { event.preventDefault(); return pan(...way); }
  const found = keys.find(([key]) => key.toLowerCase() === event.key.toLowerCase());
  if (found) { event.preventDefault(); found[2](); }
});
addEventListener('keyup', (event) => { if (event.key === '\\') holdOriginal(false); });

for (const id of ['open-shelf', 'empty-shelf']) $(id).addEventListener('click', () => shelf.open());
$('empty-open').addEventListener('click', () => choosePicture(null));
$('keys').addEventListener('click', () => $('help').showModal());
$('undo').addEventListener('click', () => travel('back', 'forth'));
$('redo').addEventListener('click', () => travel('forth', 'back'));
on('undo', ({ back, forth }) => { $('undo').disabled = !back; $('redo').disabled = !forth; });
on('preset-pictures', () => controls.fill());
on('needs-preset', () => shelf.open());
on('restore', async ({ isOther }) => {
  if (isOther && !state.carrier && state.preset && state.card?.name !== state.preset) {
    state.card = await get(`/api/presets/${encodeURIComponent(state.preset)}`).catch(() => state.card);
  }
  controls.fill();
});
on('preset', () => {
  // What it dreams on, or the preset's own picture, until there is a draft.
  if (state.picture) return show(`/api/pictures/${state.picture.id}`, state.picture);
  const known = presets.find((preset) => preset.name === state.preset);
  if (known?.hasPicture) show(`/api/presets/${encodeURIComponent(state.preset)}/picture`, { width: known.width, height: known.height }, { veiled: true });
});

let isLost = false;
listen({
  hello: (cards) => emit('hello', cards),
  job: (card) => emit('job', card),
  entry: (entry) => emit('entry', entry),
  gone: (gone) => emit('gone', gone),
  progress: (progress) => emit('progress', progress),
  preview: (preview) => emit('preview', preview),
  open: async () => {
    $('connection').textContent = '';
    if (isLost) { isLost = false; await readStrip(); }
  },
  lost: () => { isLost = true; $('connection').textContent = 'The studio does not answer'; },
});

async function readStrip() {
  entries.clear();
  for (const entry of await get('/api/history')) entries.set(entry.id, entry);
  strip.fill();
}

async function begin() {
  $('undo').disabled = $('redo').disabled = true;
  const session = get('/api/session').catch(() => ({}));
  const loading = [shelf.load(), controls.loadNetworks(), readStrip()];
  const kept = await session;
  for (const name of Object.keys(state)) if (kept[name] !== undefined) state[name] = kept[name];
  dress();
  if (state.card) controls.fill();
  await Promise.all(loading).catch((error) => toast(error.message));
  state.marked = state.marked.filter((id) => entries.has(id));
  controls.fill();
  strip.fill();
  layout();
  const entry = entries.get(state.entry);
  if (entry) {
    emit('entry-shown', entry);
    describe(entry);
    await showEntry(entry);
    resume();
  } else if (state.card) {
    changed({ soon: 0 });
  } else {
    shelf.open();
  }
  document.documentElement.dataset.readyAfter = Math.round(performance.now());
  document.documentElement.dataset.ready = 'yes';
}
begin();

// For those who measure.
window.studio = { state, entries, latency, firsts, aim };
