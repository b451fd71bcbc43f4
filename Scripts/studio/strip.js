// The memory of the hand: every draft and render, to come back to, to compare, to like and to mark.
import { $, h, icon, roving, toast } from './dom.js';
import { post, remove } from './api.js';
import { state, entries, on, remember } from './state.js';
import { thumbnailURL, compare, isComparing, otherEntry } from './stage.js';
import { restore } from './drafts.js';

const reel = $('reel');
const buttons = new Map();

function button(entry) {
  const label = `${entry.title}, ${entry.kind}${entry.frames ? ', film' : ''}, seed ${entry.request.seed ?? 0}${entry.isFavourite ? ', favourite' : ''}${state.marked.includes(entry.id) ? ', marked' : ''}`;
  const made = buttons.get(entry.id) ?? h('button', { role: 'option', tabindex: '-1', 'data-id': entry.id });
  made.setAttribute('aria-label', label);
  made.style.setProperty('--ratio', Math.min(2.2, Math.max(0.6, entry.width / entry.height)));
  made.title = `${entry.title} · ${entry.kind === 'render' ? entry.file : 'draft'}\nMark for breeding: M or Ctrl-click · Compare: Shift-click`;
  made.onclick = (event) => {
    if (event.ctrlKey || event.metaKey) return mark(entry.id);
    if (event.shiftKey) return compare(entries.get(entry.id));
    restore(entries.get(entry.id));
  };
  made.replaceChildren(h('img', { src: thumbnailURL(entry), alt: '', loading: 'lazy' }));
  if (entry.kind === 'render') made.append(h('span', { class: 'badge' }, entry.frames ? 'film' : `${Math.max(entry.width, entry.height)}`));
  if (entry.isFavourite) { const heart = icon('heart'); heart.classList.add('heart'); made.append(heart); }
  const index = state.marked.indexOf(entry.id);
  if (index >= 0) made.append(h('span', { class: 'marked' }, String(index + 1)));
  buttons.set(entry.id, made);
  return made;
}

function select() {
  for (const [id, element] of buttons) {
    element.setAttribute('aria-selected', String(id === state.entry));
    element.tabIndex = id === state.entry ? 0 : -1;
  }
  if (!buttons.has(state.entry)) { const lastButton = reel.lastElementChild; if (lastButton) lastButton.tabIndex = 0; }
  const entry = entries.get(state.entry);
  $('favourite').setAttribute('aria-pressed', String(!!entry?.isFavourite));
  $('mark').setAttribute('aria-pressed', String(state.marked.includes(state.entry)));
  for (const tool of ['favourite', 'compare', 'mark', 'take-off']) $(tool).disabled = !entry;
  $('before').disabled = !state.picture;
  $('save-picture').toggleAttribute('hidden', !entry);
  const count = state.marked.filter((id) => entries.has(id)).length;
  $('breed').disabled = count < 2;
  $('breed').textContent = count ? `Breed ${count}` : 'Breed';
}

export function fill() {
  reel.replaceChildren(...[...entries.values()].map(button));
  select();
  reel.scrollLeft = reel.scrollWidth;
}

on('entry', (entry) => {
  const isNew = !entries.has(entry.id);
  const isAtEnd = reel.scrollLeft + reel.clientWidth > reel.scrollWidth - 40;
  entries.set(entry.id, entry);
  const made = button(entry);
  if (isNew) reel.append(made);
  if (isNew && isAtEnd) reel.scrollLeft = reel.scrollWidth;
  select();
});
on('gone', ({ id }) => {
  entries.delete(id);
  buttons.get(id)?.remove();
  buttons.delete(id);
  state.marked = state.marked.filter((other) => other !== id);
  select();
});
on('entry-shown', (entry) => {
  select();
  buttons.get(entry.id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});
on('preset-pictures', select);
on('preset', select);

export function mark(id = focusedId() ?? state.entry) {
  if (!entries.has(id)) return;
  if (state.marked.includes(id)) state.marked = state.marked.filter((other) => other !== id);
  else if (state.marked.length >= 3) return toast('Three are marked already; a child has two or three parents.');
  else state.marked.push(id);
  for (const entry of entries.values()) button(entry);
  select();
  remember();
}

const focusedId = () => (reel.contains(document.activeElement) ? document.activeElement.dataset.id : undefined);

export async function favourite() {
  const entry = entries.get(focusedId() ?? state.entry);
  if (entry) await post(`/api/history/${entry.id}/favourite${entry.isFavourite ? '?off' : ''}`).catch((error) => toast(error.message));
}

export function toggleCompare() {
  if (isComparing()) return compare(null);
  const other = otherEntry();
  if (other) compare(other); else toast('There is one picture only; another comes with the next change.');
}

/** Takes one off the strip; its neighbour takes its place, in the strip or on the stage. */
async function takeOff(id) {
  const next = buttons.get(id)?.nextElementSibling ?? buttons.get(id)?.previousElementSibling;
  const isInStrip = reel.contains(document.activeElement);
  try {
    await remove(`/api/history/${id}`);
    if (isInStrip) next?.focus();
    else if (next && id === state.entry) restore(entries.get(next.dataset.id));
  } catch (error) {
    toast(error.message);
  }
}

reel.addEventListener('keydown', (event) => { if (event.key === 'Delete') takeOff(focusedId()); });
reel.addEventListener('wheel', (event) => { if (!event.deltaX && event.deltaY) reel.scrollLeft += event.deltaY; }, { passive: true });
roving(reel);
$('favourite').addEventListener('click', favourite);
$('mark').addEventListener('click', () => mark(state.entry));
$('take-off').addEventListener('click', () => takeOff(state.entry));
$('compare').addEventListener('click', toggleCompare);
