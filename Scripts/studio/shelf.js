// Every preset with its picture.
import { $, h, roving, toast } from './dom.js';
import { get } from './api.js';
import { state, presets, emit } from './state.js';
import { changed } from './drafts.js';

const dialog = $('shelf');
const cards = $('cards');

export async function load() {
  // Those that nobody has a picture of, such as one's first own, come last.
  const all = await get('/api/presets');
  presets.splice(0, presets.length, ...all.filter((one) => one.hasPicture), ...all.filter((one) => !one.hasPicture));
  fill();
}

function fill() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const isFound = (preset) => words.every((word) => `${preset.name} ${preset.title} ${preset.about} ${preset.author}`.toLowerCase().includes(word));
  const found = presets.filter(isFound);
  cards.replaceChildren(...found.map(card));
  if (!found.length) cards.append(h('p', { class: 'none' }, 'No preset has these words. ', h('button', { class: 'plain', onclick: () => { $('search').value = ''; fill(); $('search').focus(); } }, 'Show all')));
  const first = cards.querySelector('.current') ?? cards.querySelector('button');
  if (first) first.tabIndex = 0;
}

function card(preset) {
  const face = preset.hasPicture
    ? h('img', { src: `/api/presets/${encodeURIComponent(preset.name)}/picture`, alt: '', loading: 'lazy' })
    : preset.title.slice(0, 2);
  return h('button', {
    class: `card${preset.name === state.preset ? ' current' : ''}`, role: 'option', 'aria-selected': String(preset.name === state.preset),
    tabindex: '-1', 'data-name': preset.name, disabled: !!preset.problem, onclick: () => choose(preset.name),
  }, h('div', { class: 'face' }, face), h('b', {}, preset.title, preset.isOwn ? h('span', { class: 'tag' }, 'yours') : null),
  h('p', {}, preset.problem ?? preset.about));
}

export function open() {
  $('search').value = '';
  fill();
  if (!dialog.open) dialog.showModal();
  (cards.querySelector('.current') ?? $('search')).focus();
}

/** Takes a preset; values that it has under the same name, and would take, stay. */
export async function choose(name, { keepsValues = false } = {}) {
  try {
    const preset = await get(`/api/presets/${encodeURIComponent(name)}`);
    if (!keepsValues) Object.assign(state, { values: {}, pictures: {}, network: null });
    Object.assign(state, { preset: name, card: preset, script: null, carrier: null, entry: null });
    if (dialog.open) dialog.close();
    emit('preset');
    changed({ soon: 0 });
  } catch (error) {
    toast(error.message);
  }
}

$('search').addEventListener('input', fill);
$('search').addEventListener('keydown', (event) => {
  const first = cards.querySelector('button:not(:disabled)');
  if (event.key === 'Enter' && first) first.click();
  if (event.key === 'ArrowDown' && first) { event.preventDefault(); first.focus(); }
});
roving(cards);
