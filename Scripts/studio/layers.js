// What a network sees, layer by layer, as an atlas draws it; a layer that is taken is what the preset dreams of.
import { $, h, roving, toast } from './dom.js';
import { get } from './api.js';
import { state, networks } from './state.js';
import { changed } from './drafts.js';
import * as script from './script.js';

const dialog = $('layers');
const list = $('layer-cards');
let refill = () => {};

/** The control that a layer sets: a depth, or its name. */
function knob() {
  const controls = state.card?.controls ?? [];
  return controls.find((one) => one.name === 'layer' && one.kind === 'text')
    ?? controls.find((one) => one.name === 'depth' && one.kind === 'number' && one.least >= 0 && one.most <= 1) ?? null;
}

export async function open(fillControls) {
  refill = fillControls;
  const name = state.network ?? state.card.network;
  const network = networks.find((one) => one.name === name);
  $('layers-title').textContent = `What ${network?.title ?? name} sees`;
  const target = knob();
  $('layers-what').textContent = script.isOpen() ? 'A layer that you take is written into the script.'
    : target ? `A layer that you take sets “${target.name}”.` : 'This preset chooses its layers itself; in the script they can be changed.';
  list.replaceChildren(h('p', { class: 'none' }, 'A moment…'));
  dialog.showModal();
  try {
    const layers = await get(`/api/networks/${encodeURIComponent(name)}/layers`);
    // Where a depth is set, those that no depth leads to would only be in the way.
    const isDepth = !script.isOpen() && target?.kind === 'number';
    list.replaceChildren(...layers.filter((layer) => !isDepth || layer.depth !== undefined).map((layer) => card(name, layer, target)));
    const first = list.querySelector('.current') ?? list.querySelector('button');
    first.tabIndex = 0;
    first.focus();
  } catch (error) {
    list.replaceChildren(h('p', { class: 'none' }, error.message));
  }
}

const now = (target) => Number(state.values[target.name] ?? target.default);

function card(network, layer, target) {
  const path = `/api/networks/${encodeURIComponent(network)}/layers/picture?name=${encodeURIComponent(layer.name)}`;
  const name = layer.aliases[0] ?? layer.name;
  const isCurrent = target?.kind === 'number' && layer.depth !== undefined && Math.abs(layer.depth - now(target)) < 0.02;
  return h('button', { class: `card${isCurrent ? ' current' : ''}`, role: 'option', 'aria-selected': String(isCurrent), tabindex: '-1', onclick: () => take(layer, name, target) },
    h('div', { class: 'face square' }, h('img', { src: path, alt: '', loading: 'lazy' })), h('b', {}, name),
    h('p', {}, [layer.channels ? `${layer.channels} channels` : '', layer.depth === undefined ? '' : `depth ${Math.round(layer.depth * 100) / 100}`].filter(Boolean).join(' · ')));
}

function take(layer, name, target) {
  if (script.isOpen()) { dialog.close(); return script.insert(/^[A-Za-z_]\w*$/.test(name) ? `net.${name}` : `net:layer("${name}")`); }
  if (!target) return toast('This preset chooses its layers itself; in the script they can be changed.');
  if (target.kind === 'text') state.values[target.name] = layer.name;
  else state.values[target.name] = String(Math.min(target.most, Math.max(target.least, Math.round(layer.depth * 1000) / 1000)));
  dialog.close();
  refill();
  changed({ soon: 0 });
}

roving(list);
