// Nine to choose from: seeds, or children of pictures that were marked.
import { $, h, roving, toast } from './dom.js';
import { post, remove } from './api.js';
import { state, entries, on, request } from './state.js';
import { pictureURL } from './stage.js';
import { restore } from './drafts.js';

const grid = $('grid');
let cells = [];

export const isOpen = () => !grid.hidden;

function open(asked) {
  close();
  const group = `nine:${Math.random().toString(36).slice(2, 8)}`;
  cells = asked.map((one, number) => {
    const cell = { tag: `${group}:${number}`, asked: one, entry: null, id: null };
    cell.button = h('button', { role: 'option', tabindex: number ? '-1' : '0', 'aria-label': `Choice ${number + 1}`, onclick: () => take(cell) }, h('i', { class: 'wait' }), h('span', {}, one.label));
    return cell;
  });
  grid.replaceChildren(...cells.map((cell) => cell.button));
  grid.hidden = false;
  cells[0].button.focus({ preventScroll: true });
  (async () => {
    for (const cell of cells) {
      if (!cells.includes(cell)) return;
      try { cell.id = (await post('/api/jobs', { ...cell.asked.request, tag: cell.tag })).id; } catch (error) { toast(error.message); return; }
    }
  })();
}

export function close() {
  for (const cell of cells) if (cell.id && !cell.entry) remove(`/api/jobs/${cell.id}`).catch(() => {});
  cells = [];
  grid.hidden = true;
}

function take(cell) {
  if (!cell.entry) return;
  const entry = entries.get(cell.entry);
  close();
  restore(entry);
  $('stage').focus({ preventScroll: true });
}

on('job', (card) => {
  const cell = cells.find((one) => one.tag === card.tag);
  if (!cell) return;
  if (card.phase === 'failed') cell.button.replaceChildren(h('span', { style: { opacity: 1 } }, card.message));
  const entry = card.phase === 'finished' && entries.get(card.entry);
  if (!entry) return;
  cell.entry = entry.id;
  cell.button.replaceChildren(h('img', { src: pictureURL(entry), alt: '' }), h('span', {}, cell.asked.label));
});

export function seeds() {
  if (!state.card) return;
  const first = state.seed;
  open(Array.from({ length: 9 }, (_, number) => {
    const seed = number === 0 ? first : Math.floor(Math.random() * 1e6);
    return { label: `seed ${seed}`, request: request('draft', 256, { seed }) };
  }));
}

// Breeding: each parameter comes from one parent, or from between two, and is nudged.
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const pick = (list) => list[Math.floor(Math.random() * list.length)];

export function child(parents, controls) {
  const values = {};
  for (const control of controls) {
    const given = parents.map((parent) => parent.parameters[control.name] ?? control.default);
    if (control.kind !== 'number' && control.kind !== 'integer') {
      const value = pick(given);
      if (value !== undefined && value !== null && value !== control.default) values[control.name] = value;
      continue;
    }
    const [one, other] = [Number(pick(given)), Number(pick(given))];
    const span = control.most - control.least;
    const mixed = one + (other - one) * Math.random() + normal() * span * 0.06;
    const kept = Math.min(control.most, Math.max(control.least, mixed));
    values[control.name] = control.kind === 'integer' ? String(Math.round(kept)) : String(Number(kept.toPrecision(4)));
  }
  return values;
}

export function breed() {
  const parents = state.marked.map((id) => entries.get(id)).filter(Boolean);
  if (parents.length < 2) return toast('Mark two or three pictures of the strip first: M, or Ctrl-click.');
  const first = parents[0].request;
  const kin = parents.filter((parent) => parent.request.preset === first.preset && parent.request.carrier === first.carrier && parent.request.script === first.script);
  if (kin.length < 2) return toast('Parents are of the same preset; the marked ones are not.');
  const asked = kin.map((parent) => parent.request);
  const controls = (state.preset === (first.preset ?? null) ? state.card : null)?.controls ?? Object.keys(first.parameters).map((name) => ({ name, kind: 'text' }));
  open(Array.from({ length: 9 }, (_, number) => {
    const parameters = child(asked, controls.filter((control) => control.kind !== 'picture' && control.kind !== 'pictures'));
    const seed = Math.random() < 0.5 ? pick(asked).seed ?? 0 : Math.floor(Math.random() * 1e6);
    const label = Object.entries(parameters).map(([name, value]) => `${name} ${value}`).join(' · ') || `seed ${seed}`;
    return { label, request: { ...pick(asked), kind: 'draft', longEdge: 256, parameters, seed, parents: kin.map((parent) => parent.id), refines: undefined, tag: undefined, number } };
  }));
}

roving(grid);
grid.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.stopPropagation(); close(); $('seeds').focus(); } });
$('seeds').addEventListener('click', () => (isOpen() ? close() : seeds()));
$('breed').addEventListener('click', breed);
on('settings', () => { if (isOpen()) close(); });
