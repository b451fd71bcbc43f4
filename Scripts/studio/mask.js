// A mask, painted on the picture: white is where. It is kept as a PNG and given to a picture parameter.
import { $, h, toast } from './dom.js';
import { bring, fetched, post } from './api.js';
import { state, entries, networks, on, presets } from './state.js';
import { give } from './open.js';
import { choose } from './shelf.js';
import { layout, pictureURL } from './stage.js';
import { classPicker } from './classes.js';

const canvas = $('mask');
const context = canvas.getContext('2d', { willReadFrequently: true });
const page = $('panel-mask');
const brush = { size: 60, softness: 0.5, erases: false };
// Where the brush of the keys is, in pixels of the mask; null before it was anywhere.
let hand = null;
let isDown = false;
let isOn = false;
// Whether anything was painted on it since it was made.
let isTouched = false;
// As it is shown; it is kept as white on black.
const shade = [255, 88, 56];
const steps = [];
const ring = $('mask-ring');

const targets = () => (state.card?.controls ?? []).filter((control) => control.kind === 'picture' || control.kind === 'pictures');

/** The mask has the shape of the picture that it lies on. */
function prepare() {
  const picture = $('picture');
  const [width, height] = [picture.naturalWidth || 768, picture.naturalHeight || 512];
  const factor = 1024 / Math.max(width, height);
  const [w, hgt] = [Math.round(width * factor), Math.round(height * factor)];
  // A draft's sides are rounded: what refines it lies under the same mask.
  if (isTouched && Math.abs(canvas.width / canvas.height - width / height) < 0.02) return;
  if (canvas.width === w && canvas.height === hgt) return;
  [canvas.width, canvas.height] = [w, hgt];
  context.clearRect(0, 0, w, hgt);
  steps.length = 0;
  [isTouched, hand] = [false, null];
}

function keep() {
  isTouched = true;
  steps.push(context.getImageData(0, 0, canvas.width, canvas.height));
  if (steps.length > 20) steps.shift();
}

function dab(x, y) {
  const radius = brush.size / 2;
  const gradient = context.createRadialGradient(x, y, radius * (1 - brush.softness), x, y, radius);
  gradient.addColorStop(0, `rgb(${shade.join(' ')} / 100%)`);
  gradient.addColorStop(1, `rgb(${shade.join(' ')} / 0%)`);
  context.globalCompositeOperation = brush.erases ? 'destination-out' : 'source-over';
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.fill();
  context.globalCompositeOperation = 'source-over';
}

/** Paints from a place that is painted to another. */
function stroke(x, y, nextX, nextY) {
  const count = Math.max(1, Math.ceil(Math.hypot(nextX - x, nextY - y) / Math.max(1, brush.size / 8)));
  for (let index = 1; index <= count; index += 1) dab(x + ((nextX - x) * index) / count, y + ((nextY - y) * index) / count);
}

function back() {
  const last = steps.pop();
  if (last) context.putImageData(last, 0, 0);
}

/** Shows how large the brush is, and where. */
function point(x, y) {
  ring.hidden = false;
  ring.classList.toggle('down', isDown);
  for (const [name, value] of [['--at-x', x / canvas.width], ['--at-y', y / canvas.height], ['--part', brush.size / canvas.width]]) ring.style.setProperty(name, value);
}

const place = (event) => {
  const room = canvas.getBoundingClientRect();
  return [((event.clientX - room.left) / room.width) * canvas.width, ((event.clientY - room.top) / room.height) * canvas.height];
};

canvas.addEventListener('pointerdown', (event) => {
  canvas.setPointerCapture(event.pointerId);
  keep();
  let [x, y] = hand = place(event);
  dab(x, y);
  canvas.onpointermove = (move) => {
    const [nextX, nextY] = place(move);
    stroke(x, y, nextX, nextY);
    [x, y] = hand = [nextX, nextY];
  };
});
for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, () => { canvas.onpointermove = null; });
canvas.addEventListener('pointermove', (event) => { if (event.pointerType !== 'touch') point(...place(event)); });
canvas.addEventListener('pointerleave', () => { if (document.activeElement === canvas && hand) point(...hand); else ring.hidden = true; });

// The same by keys: arrows move the brush, and it paints while it is down.
function down(isIt) {
  isDown = isIt;
  if (isDown) { keep(); dab(...hand); }
  tell();
}

function tell() {
  point(...hand);
  const [across, along] = [hand[0] / canvas.width, hand[1] / canvas.height].map((part) => Math.round(100 * part));
  $('mask-where').textContent = `${brush.erases ? 'Eraser' : 'Brush'} ${isDown ? 'down' : 'up'}, ${across} % from the left, ${along} % from the top`;
}

/** Sets a slider of this page. */
function turn(id, value) {
  $(id).value = value;
  $(id).dispatchEvent(new Event('input'));
}

const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
canvas.addEventListener('focus', () => {
  hand ??= [canvas.width / 2, canvas.height / 2];
  tell();
});
canvas.addEventListener('blur', () => { isDown = false; ring.hidden = true; });
canvas.addEventListener('keydown', (event) => {
  hand ??= [canvas.width / 2, canvas.height / 2];
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
  if (isUndo) back();
  else if (event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.key in ways) {
    const far = event.shiftKey ? 1 : Math.max(2, brush.size / 4);
    const [from, [right, below]] = [hand, ways[event.key]];
    hand = [Math.min(canvas.width, Math.max(0, from[0] + right * far)), Math.min(canvas.height, Math.max(0, from[1] + below * far))];
    if (isDown) stroke(...from, ...hand);
    tell();
  } else if (event.key === ' ' || event.key === 'Enter') down(!isDown);
  else if (event.key === 'Escape') { if (isDown) down(false); else $('tab-mask').focus(); }
  else if (event.key === '[' || event.key === ']') { turn('mask-size', Math.min(300, Math.max(4, brush.size * (event.key === '[' ? 0.8 : 1.25)))); tell(); }
  else if (event.key.toLowerCase() === 'x') { brush.erases = !brush.erases; fillTools(); tell(); }
  else return;
  event.preventDefault();
  event.stopPropagation();
});

/** Changes how much is painted of each pixel, 0…255. */
function each(change) {
  keep();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let index = 0; index < pixels.data.length; index += 4) {
    pixels.data[index + 3] = change(pixels.data[index + 3], index);
    pixels.data.set(shade, index);
  }
  context.putImageData(pixels, 0, 0);
}

function feather() {
  keep();
  const { width, height } = canvas;
  const margin = 40;
  const copy = h('canvas', { width: width + 2 * margin, height: height + 2 * margin });
  // Beyond its edges it goes on as it is there: nothing blank comes in.
  const parts = (side) => [[0, 1, 0, margin], [0, side, margin, side], [side - 1, 1, margin + side, margin]];
  const other = copy.getContext('2d');
  for (const [x, w, toX, toW] of parts(width)) for (const [y, hgt, toY, toH] of parts(height)) other.drawImage(canvas, x, y, w, hgt, toX, toY, toW, toH);
  context.clearRect(0, 0, width, height);
  context.filter = 'blur(12px)';
  context.drawImage(copy, -margin, -margin);
  context.filter = 'none';
}

/** Paints what is light in the picture. */
function fromLight() {
  const copy = h('canvas', { width: canvas.width, height: canvas.height });
  const other = copy.getContext('2d');
  other.drawImage($('picture'), 0, 0, canvas.width, canvas.height);
  const { data } = other.getImageData(0, 0, canvas.width, canvas.height);
  const light = (index) => (data[index] * 0.2126 + data[index + 1] * 0.7152 + data[index + 2] * 0.0722) / 255;
  each((_, index) => 255 * rising((light(index) - 0.35) / 0.3));
}

/** Where a map parts into what stands out and the rest, 0…255: the level with the least spread on both its sides (Otsu, 1979). */
function parting(levels) {
  const counts = new Array(256).fill(0);
  for (const level of levels) counts[level] += 1;
  const [all, sum] = [levels.length, levels.reduce((a, b) => a + b, 0)];
  let [below, sumBelow, widest, found] = [0, 0, 0, 0];
  for (let level = 0; level < 255; level += 1) {
    below += counts[level];
    sumBelow += level * counts[level];
    const above = all - below;
    const between = below && above ? below * above * (sumBelow / below - (sum - sumBelow) / above) ** 2 : 0;
    if (between > widest) [widest, found] = [between, level + 0.5];
  }
  return found;
}

const rising = (value) => { const part = Math.min(1, Math.max(0, value)); return part * part * (3 - 2 * part); };

const whereSeen = `local r = require "reverie"
return r.preset { api = 1, title = "Where", params = { class = r.class { default = "tabby" } },
  recipe = function(net, p) return { r.opacity(net:where(p.class)) } end }`;

/** What is looked at: the picture that is dreamt on, or else what is on the stage. */
async function looked() {
  if (state.picture) return state.picture.id;
  const entry = entries.get(state.entry);
  return entry ? (await bring(await fetched(pictureURL(entry)), 'what is on the stage.png')).id : null;
}

/**
 * Paints where the network sees a class: how opaque its draft is, is how sure it is. A network looks at the whole of a small picture from everywhere, and
 * finds a little of a class everywhere: what is painted is the upper part of its map, with soft edges.
 */
async function fromClass(name) {
  const tag = `mask:${Math.random().toString(36).slice(2, 8)}`;
  const network = classifier();
  try {
    const picture = await looked();
    if (!picture) return toast('There is no picture yet to look at.');
    const card = await new Promise((done, fail) => {
      waiting.set(tag, done);
      post('/api/jobs', { kind: 'draft', script: whereSeen, picture, network, parameters: { class: name }, longEdge: 512, isAside: true, tag }).catch(fail);
    });
    if (card.phase !== 'finished') return toast(card.message ?? 'That was stopped.');
    const image = new Image();
    image.src = `/api/jobs/${card.id}/picture`;
    await image.decode();
    const copy = h('canvas', { width: canvas.width, height: canvas.height });
    copy.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    const { data } = copy.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const edge = parting(data.filter((_, index) => index % 4 === 3));
    each((_, index) => 255 * rising((data[index + 3] - edge + 32) / 64));
  } catch (error) {
    toast(error.message);
  } finally {
    waiting.delete(tag);
  }
}
const waiting = new Map();
on('job', (card) => { if (['finished', 'failed', 'stopped'].includes(card.phase)) waiting.get(card.tag)?.(card); });

/** The network that looks: the one that dreams, if it knows classes. */
function classifier() {
  const own = state.network ?? state.card?.network;
  return networks.find((one) => one.name === own && one.hasClasses)?.name ?? networks.find((one) => one.hasClasses)?.name ?? own;
}

/** What the network sees in the picture, to be taken. */
async function fillSeen(row) {
  const body = state.picture ? { picture: state.picture.id } : { entry: state.entry };
  if (!body.picture && !body.entry) return;
  const seen = await post(`/api/networks/${encodeURIComponent(classifier())}/see`, body).catch(() => []);
  row.replaceChildren(...seen.slice(0, 5).map((one) => h('button', { title: `${Math.round(one.share * 100)} % sure`, onclick: () => fromClass(one.name) }, one.name)));
}

/** White on black, as masks are. */
export async function use() {
  const target = $('mask-target').value;
  const flat = h('canvas', { width: canvas.width, height: canvas.height });
  const other = flat.getContext('2d');
  const fill = (colour, operation) => {
    other.globalCompositeOperation = operation;
    other.fillStyle = colour;
    other.fillRect(0, 0, flat.width, flat.height);
  };
  other.drawImage(canvas, 0, 0);
  fill('#fff', 'source-in');
  fill('#000', 'destination-over');
  const blob = await new Promise((done) => flat.toBlob(done, 'image/png'));
  try {
    const picture = await bring(blob, 'painted mask.png');
    state.painted[target] = picture.id;
    give(picture, target);
  } catch (error) {
    toast(error.message);
  }
}

/** What was painted and given is painted on, after a reload too. */
async function recall() {
  const target = $('mask-target')?.value;
  const id = state.painted[target];
  if (isTouched || !id || id !== state.pictures[target]) return;
  const image = new Image();
  image.src = `/api/pictures/${id}`;
  try { await image.decode(); } catch { return; }
  if (isTouched || !isOn || Math.abs(image.naturalWidth / image.naturalHeight - canvas.width / canvas.height) > 0.02) return;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const white = context.getImageData(0, 0, canvas.width, canvas.height).data;
  each((_, index) => white[index]);
}

let fillTools = () => {};
function range(label, id, least, most, value, change) {
  const input = h('input', { type: 'range', id, min: String(least), max: String(most), step: 'any', value: String(value) });
  const set = () => { input.style.setProperty('--p', `calc(8px + ${(input.value - least) / (most - least)} * (100% - 16px))`); change(Number(input.value)); };
  input.addEventListener('input', set);
  set();
  return h('div', { class: 'control' }, h('div', { class: 'head' }, h('label', { for: id }, label)), input);
}

export function fill() {
  const all = targets();
  if (!all.length) {
    const able = presets.filter((preset) => preset.controls.some((control) => control.kind === 'picture'));
    page.replaceChildren(h('div', { class: 'about' }, h('b', {}, 'Paint where'),
      'A painted mask goes to a picture parameter, and this preset has none. These have:'),
    h('div', { class: 'acts' }, able.map((preset) => h('button', { onclick: () => choose(preset.name) }, preset.title))));
    canvas.hidden = true;
    return;
  }
  const tool = (text, action, id) => h('button', { class: 'plain', id, onclick: action }, text);
  const tools = h('div', { class: 'segments', role: 'radiogroup', 'aria-label': 'Tool' });
  fillTools = () => tools.replaceChildren(...[['Brush', false], ['Eraser', true]].map(([name, erases]) => h('button', { role: 'radio', 'aria-checked': String(brush.erases === erases), onclick: () => { brush.erases = erases; fillTools(); } }, name)));
  fillTools();
  const seen = h('div', { class: 'acts seen', id: 'mask-seen' });
  fillSeen(seen);
  page.replaceChildren(h('div', { class: 'flow' },
    h('div', { class: 'about' }, h('b', {}, 'Paint where'), 'What is painted is where. It is kept as a picture, white on black.'),
    h('div', { class: 'control' }, tools),
    range('Size', 'mask-size', 4, 300, brush.size, (value) => { brush.size = value; }),
    range('Softness', 'mask-softness', 0.02, 1, brush.softness, (value) => { brush.softness = value; }),
    h('div', { class: 'row control', style: { 'flex-wrap': 'wrap' } }, tool('Feather', feather, 'mask-feather'), tool('Invert', () => each((value) => 255 - value), 'mask-invert'),
      tool('From light', fromLight, 'mask-light'), tool('Clear', () => each(() => 0), 'mask-clear'),
      tool('Undo', back, 'mask-back')),
    h('div', { class: 'control' }, h('div', { class: 'head' }, h('label', { for: 'mask-class' }, 'From what the network sees')),
      classPicker({ id: 'mask-class', value: '', hint: 'A class, by its name', network: classifier, take: (name) => name && fromClass(name) }), seen),
    h('div', { class: 'control' }, h('div', { class: 'acts' }, h('button', { id: 'mask-by-keys', onclick: () => canvas.focus({ preventScroll: true }) }, 'Paint with the keys')),
      h('div', { class: 'hint' }, 'Arrows move the brush (Shift: by a pixel), Space sets it down and lifts it, [ and ] are its size, X is the eraser, Esc leaves.'),
      h('div', { class: 'hint', id: 'mask-where', role: 'status' })),
    h('div', { class: 'row foot' }, h('label', { for: 'mask-target' }, 'For'), h('select', { id: 'mask-target' }, all.map((control) => h('option', { value: control.name }, control.name.replace(/_/g, ' ')))),
      h('button', { class: 'primary', id: 'mask-use', onclick: use }, 'Use the mask'))));
}

export function show(isShown) {
  isOn = isShown;
  if (isOn) { fill(); prepare(); layout(); recall(); }
  canvas.hidden = !isOn || !targets().length;
  if (canvas.hidden) ring.hidden = true;
}

on('preset', () => { if (isOn) show(true); });
on('shown', () => { if (isOn && !canvas.hidden) { prepare(); recall(); } });
