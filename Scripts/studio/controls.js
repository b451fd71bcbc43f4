// Controls, made from the types of a preset's parameters.
import { $, h, icon, toast } from './dom.js';
import { get } from './api.js';
import { state, networks, on, presets } from './state.js';
import { changed } from './drafts.js';
import { choosePicture, photograph, hasCamera } from './open.js';
import { classPicker } from './classes.js';
import * as layers from './layers.js';

const page = $('panel-controls');

function set(name, value, fallback) {
  if (value === fallback) delete state.values[name]; else state.values[name] = value;
  changed();
}

const value = (control) => state.values[control.name] ?? control.default;
const spoken = (name) => { const words = name.replace(/_/g, ' '); return words[0].toUpperCase() + words.slice(1); };

function frame(control, field, side) {
  return h('div', { class: 'control', 'data-control': control.name },
    h('div', { class: 'head' }, h('label', { for: `c-${control.name}`, class: 'label' }, spoken(control.name)), side),
    field, control.about ? h('div', { class: 'hint', id: `h-${control.name}` }, control.about) : null);
}

function shownNumber(number, isInteger) {
  return isInteger ? String(Math.round(number)) : String(Math.round(number * 1000) / 1000);
}

function slider(control) {
  const isInteger = control.kind === 'integer';
  const [least, most] = [control.least, control.most];
  const span = most - least;
  const step = isInteger ? 1 : 10 ** Math.floor(Math.log10(span / 100));
  const part = (number) => Math.min(1, Math.max(0, (number - least) / span));
  // A thumb is 16 wide: its middle does not reach the ends.
  const across = (number) => `calc(8px + ${part(number)} * (100% - 16px))`;
  const now = Number(value(control));
  const number = h('input', { type: 'number', class: 'number', min: least, max: most, step: isInteger ? '1' : 'any', value: shownNumber(now, isInteger), 'aria-label': `${spoken(control.name)}, ${control.unit ?? 'number'}` });
  const range = h('input', { type: 'range', id: `c-${control.name}`, min: String(least), max: String(most), step: String(step), value: String(now), 'aria-describedby': `h-${control.name}`, style: { '--p': across(now) } });
  const put = (next) => {
    const clamped = Math.min(most, Math.max(least, isInteger ? Math.round(next) : next));
    range.value = clamped;
    number.value = shownNumber(clamped, isInteger);
    range.style.setProperty('--p', across(clamped));
    set(control.name, isInteger ? String(clamped) : String(Number(clamped.toPrecision(7))), control.default);
    if (clamped === Number(control.default)) delete state.values[control.name];
  };
  range.addEventListener('input', () => put(Number(range.value)));
  range.addEventListener('dblclick', () => put(Number(control.default)));
  number.addEventListener('change', () => { if (number.value !== '' && isFinite(number.value)) put(Number(number.value)); else number.value = shownNumber(Number(value(control)), isInteger); });
  const mark = h('i', { class: 'mark', title: `Default ${control.default}`, style: { left: across(Number(control.default)) } });
  return frame(control, h('div', { class: 'slide' }, mark, range), control.unit ? h('span', { class: 'measure' }, number, h('span', { class: 'unit' }, control.unit)) : number);
}

function toggle(control) {
  const input = h('input', { type: 'checkbox', id: `c-${control.name}`, role: 'switch', checked: value(control) === 'true' });
  input.addEventListener('change', () => set(control.name, String(input.checked), control.default));
  return frame(control, null, h('span', { class: 'switch' }, input, h('i')));
}

function choice(control) {
  const all = control.choices;
  if (all.length > 4 || all.join('').length > 30) {
    const select = h('select', { id: `c-${control.name}` }, all.map((name) => h('option', { value: name, selected: name === value(control) }, name)));
    select.addEventListener('change', () => set(control.name, select.value, control.default));
    return frame(control, select);
  }
  const group = h('div', { class: 'segments', role: 'radiogroup', 'aria-label': spoken(control.name) });
  const fill = () => group.replaceChildren(...all.map((name) => h('button', {
    role: 'radio', 'aria-checked': String(name === value(control)), onclick: () => { set(control.name, name, control.default); fill(); },
  }, name)));
  fill();
  return frame(control, group);
}

function text(control) {
  const input = h('input', { type: 'text', id: `c-${control.name}`, value: value(control) ?? '', maxlength: '500' });
  input.addEventListener('input', () => set(control.name, input.value, control.default));
  return frame(control, input);
}

/** A class, by search over the network's labels. */
function className(control) {
  return frame(control, classPicker({ id: `c-${control.name}`, value: value(control), network: () => state.network ?? state.card.network, take: (name) => set(control.name, name, control.default) }));
}

const hex = /^#[0-9a-f]{6}$/i;
/** Colours, where a text is made of them: `#c9a063 #141518`. */
export const coloursIn = (text) => { const all = (text ?? '').split(/[\s,]+/).filter(Boolean); return all.length && all.every((one) => hex.test(one)) ? all : null; };

/** A palette: each colour can be changed, one taken away, another added. */
function palette(control) {
  const row = h('div', { class: 'palette', role: 'group', 'aria-label': spoken(control.name) });
  const put = (colours) => { set(control.name, colours.join(' '), control.default); fill(); };
  const fill = () => {
    const colours = coloursIn(value(control)) ?? coloursIn(control.default);
    row.replaceChildren(...colours.map((colour, index) => h('span', { class: 'swatch' },
      h('input', { type: 'color', id: index ? `c-${control.name}-${index}` : `c-${control.name}`, value: colour, 'aria-label': `Colour ${index + 1}`, onchange: (event) => put(colours.with(index, event.target.value)) }),
      colours.length > 1 ? h('button', { class: 'icon', 'aria-label': `Take colour ${index + 1} away`, onclick: () => put(colours.toSpliced(index, 1)) }, '×') : null)),
    colours.length < 12 ? h('button', { class: 'icon add', 'aria-label': 'Another colour', onclick: () => put([...colours, colours.at(-1)]) }, '+') : '');
  };
  fill();
  return frame(control, row);
}

function pictureControl(control) {
  const id = state.pictures[control.name];
  const well = h('button', { class: `well${id ? ' full' : ''}`, id: `c-${control.name}`, 'data-well': control.name, 'aria-label': `${spoken(control.name)}: choose a picture`, onclick: () => choosePicture(control.name) },
    id ? h('img', { src: `/api/pictures/${id}`, alt: '' }) : icon('picture'));
  const acts = h('div', { class: 'acts' },
    h('button', { onclick: () => choosePicture(control.name) }, id ? 'Change' : 'Choose'),
    h('button', { onclick: () => { $('tab-mask').click(); $('mask-target')?.querySelector(`option[value="${CSS.escape(control.name)}"]`)?.setAttribute('selected', ''); } }, 'Paint'),
    id ? h('button', { onclick: () => { delete state.pictures[control.name]; fill(); changed(); } }, 'Leave out') : null);
  return frame(control, h('div', { class: 'drop-well' }, well, h('div', {}, acts)));
}

const makers = { number: slider, integer: slider, boolean: toggle, choice, class: className, text: (control) => (coloursIn(control.default) ? palette(control) : text(control)), picture: pictureControl, pictures: pictureControl };

function source() {
  const { picture, card } = state;
  const well = h('button', { class: `well${picture ? ' full' : ''}`, 'data-well': '', 'aria-label': 'What is dreamt on: choose a picture', onclick: () => choosePicture(null) },
    picture ? h('img', { src: `/api/pictures/${picture.id}`, alt: '' }) : icon('picture'));
  const acts = [h('button', { onclick: () => choosePicture(null) }, picture ? 'Change' : 'Open a picture')];
  if (hasCamera()) acts.push(h('button', { onclick: () => photograph() }, 'Photograph'));
  if (picture) acts.push(h('button', { title: 'Dream on the preset’s own canvas again', onclick: () => { state.picture = null; state.frames = []; fill(); changed(); } }, 'Take away'));
  return h('div', { class: 'source' }, well, h('div', {},
    h('div', { class: 'what' }, picture ? picture.name : 'The preset’s own canvas'),
    h('div', { class: 'quiet' }, state.frames.length > 1 ? `${state.frames.length} frames, ${picture.width} × ${picture.height}` : picture ? `${picture.width} × ${picture.height}` : `${card.width} × ${card.height}, or drop a picture`),
    h('div', { class: 'acts' }, acts)));
}

function seed() {
  const input = h('input', { type: 'number', class: 'number', id: 'c-seed', min: '0', step: '1', value: String(state.seed) });
  const put = (number) => { state.seed = number; input.value = String(number); changed(); };
  input.addEventListener('change', () => put(Math.max(0, Math.floor(Number(input.value) || 0))));
  const dice = h('button', { class: 'icon', title: 'Another seed', 'aria-label': 'Another seed', onclick: () => put(Math.floor(Math.random() * 1e6)) }, icon('dice'));
  return h('div', { class: 'control' }, h('div', { class: 'head' }, h('label', { for: 'c-seed' }, 'Seed'), input, dice));
}

function networkControl() {
  const select = h('select', { id: 'c-network' },
    h('option', { value: '' }, `${state.card.network} (the preset’s)`),
    networks.filter((network) => network.name !== state.card.network).map((network) => h('option', { value: network.name, selected: network.name === state.network }, network.title)));
  select.addEventListener('change', () => { state.network = select.value || null; fill(); changed(); });
  const known = networks.find((network) => network.name === (state.network ?? state.card.network));
  return h('div', { class: 'control' }, h('div', { class: 'head' }, h('label', { for: 'c-network' }, 'Network')), select,
    known ? h('div', { class: 'hint' }, `${known.title}, trained on ${known.trainedOn}`) : null,
    h('div', { class: 'acts' }, h('button', { id: 'open-layers', 'aria-haspopup': 'dialog', onclick: () => layers.open(fill) }, 'Its layers…')));
}

export function fill() {
  const { card } = state;
  if (!card) { page.replaceChildren(h('p', { class: 'quiet' }, 'Choose a preset, or drop a picture that carries a recipe.')); return; }
  const hasChanges = Object.keys(state.values).length + Object.keys(state.pictures).length > 0;
  const reset = h('div', { class: 'acts' }, h('button', { id: 'reset', title: 'Every control of this preset as it is by default; picture, seed and network stay. Undo brings the values back.', disabled: !hasChanges, onclick: () => { state.values = {}; state.pictures = {}; fill(); changed(); } }, 'Reset controls'));
  page.replaceChildren(h('div', { class: 'flow' }, h('div', { class: 'about' }, h('b', {}, card.title), card.about), source(), h('hr'),
    ...card.controls.map((control) => makers[control.kind](control)), card.controls.length ? reset : '', h('hr'), seed(), networkControl()));
  $('preset-title').textContent = card.title;
  const thumb = $('preset-thumb');
  const known = presets.find((preset) => preset.name === state.preset);
  if (known?.hasPicture) thumb.src = `/api/presets/${encodeURIComponent(state.preset)}/picture`;
  thumb.hidden = !known?.hasPicture;
}

on('preset', fill);
on('settings', () => { const button = $('reset'); if (button) button.disabled = !(Object.keys(state.values).length + Object.keys(state.pictures).length); });
export async function loadNetworks() {
  try { networks.splice(0, networks.length, ...await get('/api/networks')); } catch (error) { toast(error.message); }
}
