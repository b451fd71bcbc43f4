// Renders in work: pictures as they grow, the honest time left, the objective's curve; pause, stop and keep, go on.
import { $, h, duration, toast, bytes } from './dom.js';
import { post, remove } from './api.js';
import { state, jobs, on, request, ownSize } from './state.js';
import { render, follow, changed } from './drafts.js';

const queue = $('queue');
const rows = new Map();

function row(card) {
  if (rows.has(card.id)) return rows.get(card.id);
  const made = { curve: [], card };
  made.image = h('img', { alt: '', onclick: () => follow(card.id) });
  made.name = h('span', {}, '');
  made.left = h('div', { class: 'left' }, 'waiting');
  made.bar = h('i');
  made.canvas = h('canvas', { width: 600, height: 60, 'aria-hidden': 'true' });
  made.acts = h('div', { class: 'acts' });
  made.element = h('div', { class: 'job', 'data-job': card.id }, made.image, h('div', { class: 'name' }, made.name), made.left, h('div', { class: 'meter' }, made.bar), made.canvas, made.acts);
  rows.set(card.id, made);
  queue.append(made.element);
  queue.hidden = false;
  return made;
}

function act(path, method = post) { return () => method(path).catch((error) => toast(error.message)); }

export function update(card) {
  jobs.set(card.id, card);
  if (card.kind !== 'render') return;
  const isOver = ['finished', 'failed'].includes(card.phase) || (card.phase === 'stopped' && !card.canGoOn);
  if (isOver && !rows.has(card.id)) return;
  const one = row(card);
  one.card = card;
  one.name.textContent = card.title || state.card?.title || 'Render';
  const path = `/api/jobs/${card.id}`;
  if (card.phase === 'failed') toast(card.line ? `line ${card.line}: ${card.message}` : card.message);
  if (isOver) { one.element.remove(); rows.delete(card.id); queue.hidden = !rows.size; return; }
  const button = (text, action) => h('button', { onclick: action }, text);
  // Buttons stay under the hand as long as they mean the same.
  if (one.phase !== card.phase) one.acts.replaceChildren(...{
    waiting: [button('Take it off', act(path, remove))],
    running: [button('Pause', act(`${path}/pause`)), button('Stop and keep', act(`${path}?keep`, remove)), button('Discard', act(path, remove))],
    paused: [button('Go on', act(`${path}/go-on`)), button('Stop and keep', act(`${path}?keep`, remove)), button('Discard', act(path, remove))],
    stopped: [button('Go on', async () => { try { const next = await post(`${path}/go-on`); forget(card.id); follow(next.id); } catch (error) { toast(error.message); } }), button('Done', () => forget(card.id))],
  }[card.phase]);
  one.phase = card.phase;
  if (card.phase === 'waiting') one.left.textContent = 'waiting';
  if (card.phase === 'paused') one.left.textContent = 'paused';
  if (card.phase === 'stopped') one.left.textContent = 'stopped; the picture so far is kept';
  if (card.phase === 'running' && card.plan) one.left.textContent = card.plan;
}

function forget(id) {
  rows.get(id)?.element.remove();
  rows.delete(id);
  queue.hidden = !rows.size;
}

on('job', update);
on('hello', (cards) => cards.filter((card) => card.phase !== 'stopped').forEach(update));
on('preview', ({ job, preview }) => { const one = rows.get(job); if (one) one.image.src = `/api/jobs/${job}/preview?n=${preview}`; });
on('progress', (progress) => {
  const one = rows.get(progress.job);
  if (!one || one.card.phase !== 'running') return;
  one.bar.style.transform = `scaleX(${progress.fraction})`;
  const left = progress.eta_seconds === undefined ? '' : `${duration(progress.eta_seconds)} left · `;
  const place = progress.frames ? `frame ${progress.frame} of ${progress.frames}` : `${progress.stage_name} ${progress.stage}/${progress.stages} · octave ${progress.octave}/${progress.octaves}`;
  one.left.textContent = left + place;
  if (progress.objective !== undefined) one.curve.push(progress.objective);
  draw(one);
});

/** The objective, over all steps so far. */
function draw(one) {
  const { canvas, curve } = one;
  const context = canvas.getContext('2d');
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (curve.length < 2) return;
  const [least, most] = [Math.min(...curve), Math.max(...curve)];
  context.strokeStyle = getComputedStyle(queue).getPropertyValue('--accent');
  context.lineWidth = 2.5;
  context.beginPath();
  curve.forEach((value, index) => {
    const x = (index / (curve.length - 1)) * canvas.width;
    const y = canvas.height - 4 - ((value - least) / (most - least || 1)) * (canvas.height - 8);
    if (index) context.lineTo(x, y); else context.moveTo(x, y);
  });
  context.stroke();
}

// The sheet that says before what a render will take.
let number = 0;
const choices = () => {
  const own = Math.max(ownSize().width, ownSize().height);
  const all = [[own, state.picture ? 'as the picture is' : 'as the preset says'], [1024, 'half a screen'], [1536, 'a screen'], [2048, 'a good print'], [3072, 'a large print'], [4096, 'a poster']];
  const seen = new Set();
  return all.filter(([edge]) => !seen.has(edge) && seen.add(edge)).slice(0, 6);
};

export function openSheet() {
  if (!state.card) return toast('Choose a preset first.');
  fillSizes();
  $('render').showModal();
  $('start-render').focus();
  plan();
}

function fillSizes() {
  const all = choices();
  if (!all.some(([edge]) => edge === state.edge)) [[state.edge]] = all;
  $('sizes').replaceChildren(...all.map(([edge, what]) => h('button', {
    role: 'radio', 'aria-checked': String(edge === state.edge), onclick: () => { state.edge = edge; fillSizes(); plan(); },
  }, `${edge} px`, h('small', {}, what))));
}

async function plan() {
  const mine = number += 1;
  $('plan').textContent = 'Reckoning…';
  $('start-render').disabled = false;
  try {
    const found = await post('/api/plan', request('render', state.edge));
    if (mine !== number) return;
    const time = found.seconds === undefined ? 'Time not known yet' : `About ${duration(found.seconds)}`;
    $('plan').textContent = `${time}, and ${bytes(found.memory)} of memory. ${found.width} × ${found.height} pixels, ${found.steps} steps${found.frames ? `, ${found.frames} frames` : ''}.`;
  } catch (error) {
    if (mine !== number) return;
    $('plan').textContent = error.message;
    $('start-render').disabled = true;
  }
}

$('open-render').addEventListener('click', openSheet);
$('start-render').addEventListener('click', () => { $('render').close(); render(state.edge); });
export { changed };
