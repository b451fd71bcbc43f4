// Nine to choose from: seeds, or children of pictures that were marked. Those that nobody takes leave nothing behind.
import { $, h, roving, toast } from './dom.js';
import { post, remove } from './api.js';
import { state, entries, on, ownSize, request } from './state.js';
import { restore } from './drafts.js';

const grid = $('grid');
let cells = [];

export const isOpen = () => !grid.hidden;

function open(asked, what) {
  close();
  const group = `nine:${Math.random().toString(36).slice(2, 8)}`;
  grid.setAttribute('aria-label', what);
  grid.style.setProperty('--ratio', ownSize().width / ownSize().height);
  cells = asked.map((one, number) => {
    const cell = { tag: `${group}:${number}`, asked: one, id: null, isDone: false };
    cell.button = h('button', { role: 'option', tabindex: number ? '-1' : '0', 'aria-label': `${number + 1}: ${one.label}`, onclick: () => take(cell) }, h('div', { class: 'face' }, h('i', { class: 'wait' }), h('span', {}, one.label)));
    return cell;
  });
  grid.replaceChildren(...cells.map((cell) => cell.button));
  grid.hidden = false;
  cells[0].button.focus({ preventScroll: true });
  const mine = cells;
  (async () => {
    for (const cell of mine) {
      if (cells !== mine) return;
      try {
        cell.id = (await post('/api/jobs', { ...cell.asked.request, longEdge: 256, isAside: true, tag: cell.tag })).id;
      } catch (error) { toast(error.message); return; }
      if (cells !== mine) remove(`/api/jobs/${cell.id}`).catch(() => {});
    }
  })();
}

export function close() {
  for (const cell of cells) if (cell.id && !cell.isDone) remove(`/api/jobs/${cell.id}`).catch(() => {});
  cells = [];
  grid.hidden = true;
  grid.replaceChildren();
}

/** The one that is taken goes into the strip, and all is set as it has it. */
async function take(cell) {
  if (!cell.isDone) return;
  try {
    const card = await post(`/api/jobs/${cell.id}/keep`);
    close();
    await taken(card.entry);
    restore(entries.get(card.entry));
    $('stage').focus({ preventScroll: true });
  } catch (error) {
    toast(error.message);
  }
}

/** Resolves once an entry is in the strip. */
const taken = (id) => new Promise((done) => { if (entries.has(id)) done(); else waiting.set(id, done); });
const waiting = new Map();
on('entry', ({ id }) => { waiting.get(id)?.(); waiting.delete(id); });

on('job', (card) => {
  const cell = cells.find((one) => one.tag === card.tag);
  if (!cell || cell.isDone) return;
  if (card.phase === 'failed') cell.button.firstElementChild.replaceChildren(h('span', { class: 'wrong' }, card.message));
  if (card.phase !== 'finished') return;
  cell.isDone = true;
  cell.id = card.id;
  cell.button.firstElementChild.replaceChildren(h('img', { src: `/api/jobs/${card.id}/picture`, alt: '' }), h('span', {}, cell.asked.label));
});

export function seeds() {
  if (!state.card) return;
  open(Array.from({ length: 9 }, (_, number) => {
    const seed = number === 0 ? state.seed : Math.floor(Math.random() * 1e6);
    return { label: `seed ${seed}`, request: request('draft', 256, { seed }) };
  }), 'Nine seeds');
}

export async function breed() {
  const parents = state.marked.filter((id) => entries.has(id));
  if (parents.length < 2) return toast('Mark two or three pictures of the strip first.');
  try {
    const short = ({ label, request }) => ({ label: label.replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toPrecision(2)))), request });
    open((await post('/api/breed', { parents, count: 9 })).map(short), 'Nine children');
  } catch (error) {
    toast(error.message);
  }
}

roving(grid);
grid.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.stopPropagation(); close(); $('seeds').focus(); } });
$('seeds').addEventListener('click', () => (isOpen() ? close() : seeds()));
$('breed').addEventListener('click', breed);
on('settings', () => { if (isOpen()) close(); });
