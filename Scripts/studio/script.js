// The preset's text: highlighted, completed, checked line by line, explained word by word. The draft follows it.
import { $, h, toast } from './dom.js';
import { post, get, download } from './api.js';
import { state, on, request, presets } from './state.js';
import { changed } from './drafts.js';
import { fill as fillControls } from './controls.js';
import { load as loadShelf } from './shelf.js';

const page = $('panel-script');
let editor = null;       // CodeMirror, or what stands for it
let words = [];
let timer;
let number = 0;
let isQuiet = false;
let marks = [];
let original = '';

/** CodeMirror where it is installed, a plain field where it is not. */
async function load() {
  const files = ['lib/codemirror.js', 'mode/lua/lua.js', 'addon/hint/show-hint.js', 'addon/edit/matchbrackets.js', 'addon/edit/closebrackets.js'];
  document.head.prepend(h('link', { rel: 'stylesheet', href: '/codemirror/lib/codemirror.css' }));
  for (const file of files) {
    const isThere = await new Promise((done) => {
      const element = h('script', { src: `/codemirror/${file}`, onload: () => done(true), onerror: () => done(false) });
      document.head.append(element);
    });
    if (!isThere) break;
  }
  return window.CodeMirror;
}

export async function open() {
  if (!editor) await build();
  await show();
  editor.refresh();
}

export const isOpen = () => !page.hidden && editor !== null;

/** Writes something where the cursor is. */
export function insert(text) {
  if (editor.isBare) return;
  editor.replaceSelection(text);
  editor.focus();
}

async function build() {
  const name = h('input', { type: 'text', id: 'script-name', 'aria-label': 'Name to save under', placeholder: 'name', spellcheck: 'false', autocomplete: 'off' });
  const box = h('div', { class: 'editor', id: 'editor' });
  page.replaceChildren(
    h('div', { class: 'script-head' }, name, h('button', { class: 'plain', id: 'script-save', onclick: save }, 'Save'), h('button', { class: 'plain', id: 'script-pack', onclick: pack }, 'Pack'), h('button', { class: 'plain', id: 'script-revert', onclick: revert }, 'Revert')),
    box, h('div', { class: 'mistakes', id: 'mistakes', role: 'status' }), h('div', { class: 'word', id: 'word' }));
  const [CodeMirror, cards] = await Promise.all([load(), get('/api/words').catch(() => [])]);
  words = cards;
  if (CodeMirror) {
    editor = CodeMirror(box, {
      mode: 'lua', lineNumbers: true, indentUnit: 2, tabSize: 2, matchBrackets: true, autoCloseBrackets: true, lineWrapping: true, viewportMargin: 20,
      extraKeys: { 'Ctrl-Space': complete, Tab: (cm) => (cm.somethingSelected() ? cm.indentSelection('add') : cm.replaceSelection('  ')), Esc: () => $('tab-script').focus() },
    });
    editor.getInputField().setAttribute('aria-label', 'Script');
    editor.on('change', edited);
    editor.on('cursorActivity', explain);
    editor.on('inputRead', (cm, change) => { if (/[.:\w]/.test(change.text.join(''))) complete(cm, true); });
  } else {
    const field = h('textarea', { class: 'bare', 'aria-label': 'Script', spellcheck: 'false', oninput: edited });
    box.append(field);
    editor = { getValue: () => field.value, setValue: (text) => { field.value = text; }, refresh() {}, operation: (body) => body(), isBare: true };
  }
  window.studioEditor = editor;
}

async function show() {
  let text = state.script;
  if (text === null) {
    if (state.carrier) text = (await get(`/api/pictures/${state.carrier}/recipe`).catch(() => null))?.recipe.preset.text ?? '';
    else if (state.preset) text = state.card?.script ?? (await get(`/api/presets/${encodeURIComponent(state.preset)}`)).script;
    else text = '';
    original = text;
  }
  if (editor.getValue() !== text) { isQuiet = true; editor.setValue(text); isQuiet = false; editor.clearHistory?.(); }
  call();
  check(false);
  explain();
}

/** What the text would be saved as: one's own in its place, any other as a copy. */
function call() {
  const isOwn = presets.find((preset) => preset.name === state.preset)?.isOwn;
  $('script-name').value = isOwn ? state.preset : state.preset ? `my-${state.preset}` : 'my-preset';
  $('script-save').textContent = isOwn ? 'Save' : 'Fork';
  $('script-save').title = isOwn ? 'Save it among your own presets' : 'Keep a copy of it among your own presets, by this name';
}

function edited() {
  if (isQuiet) return;
  state.script = editor.getValue() === original && original ? null : editor.getValue();
  clearTimeout(timer);
  timer = setTimeout(() => check(true), 220);
}

async function check(follows) {
  if (!state.preset && !state.carrier && state.script === null) return;
  const mine = number += 1;
  let found;
  try {
    found = await post('/api/check', { ...request('draft', 320), script: editor.getValue() });
  } catch (error) {
    return toast(error.message);
  }
  if (mine !== number) return;
  found.mistakes.forEach(spot);
  mark(found.mistakes);
  const list = found.mistakes.map((mistake) => h('button', { onclick: () => goTo(mistake) }, h('b', {}, mistake.line ? `${mistake.line}` : '–'), mistake.message));
  const fine = found.advice.length ? found.advice.map((advice) => h('div', { class: 'fine' }, advice)) : [h('div', { class: 'fine' }, 'In order.')];
  $('mistakes').replaceChildren(...(list.length ? list : fine));
  if (found.mistakes.length || !follows) return;
  if (found.card) {
    state.card = { ...state.card, ...found.card, script: state.card?.script };
    const names = new Set(found.card.controls.map((control) => control.name));
    for (const name of Object.keys(state.values)) if (!names.has(name)) delete state.values[name];
    for (const name of Object.keys(state.pictures)) if (!names.has(name)) delete state.pictures[name];
    fillControls();
  }
  changed({ soon: 0 });
}

/** A call is said to be wrong at the line where it begins; the option that is meant, which the message quotes first, may stand lines below it. */
function spot(mistake) {
  const name = /'(\w+)'/.exec(mistake.message)?.[1];
  if (editor.isBare || !name || !mistake.line) return;
  for (let line = mistake.line - 1; line < Math.min(editor.lineCount(), mistake.line + 40); line += 1) {
    const at = new RegExp(`\\b${name}\\b`).exec(editor.getLine(line))?.index;
    if (at !== undefined) { Object.assign(mistake, { line: line + 1, from: at, to: at + name.length }); return; }
  }
}

function mark(mistakes) {
  if (editor.isBare) return;
  editor.operation(() => {
    marks.forEach((one) => one.clear());
    editor.eachLine((line) => editor.removeLineClass(line, 'gutter', 'mistaken'));
    marks = [];
    for (const { line, from, to } of mistakes) {
      if (!line || line > editor.lineCount()) continue;
      const text = editor.getLine(line - 1);
      editor.addLineClass(line - 1, 'gutter', 'mistaken');
      marks.push(editor.markText({ line: line - 1, ch: from ?? Math.max(0, text.search(/\S/)) }, { line: line - 1, ch: to ?? text.length }, { className: 'mistake' }));
    }
  });
}

function goTo({ line, from }) {
  if (!line || editor.isBare) return;
  editor.focus();
  // In the word that is called there, so that it is explained.
  const text = editor.getLine(line - 1) ?? '';
  editor.setCursor({ line: line - 1, ch: from ?? /\w+\s*[({]/.exec(text)?.index ?? Math.max(0, text.search(/\S/)) });
  editor.scrollIntoView(null, 60);
}

/** The word of the language that the cursor is in. */
function wordAt(cursor) {
  const text = editor.getLine(cursor.line);
  const name = /[\w]*$/.exec(text.slice(0, cursor.ch))[0] + /^[\w]*/.exec(text.slice(cursor.ch))[0];
  const start = cursor.ch - /[\w]*$/.exec(text.slice(0, cursor.ch))[0].length;
  return { name, before: text.slice(0, start) };
}

function named(name, before) {
  const all = words.filter((word) => word.title.split(/[.:]/).pop() === name);
  if (/\br\.$/.test(before)) return all.find((word) => word.title.startsWith('r.'));
  if (/\bnet:$/.test(before)) return all.find((word) => word.title.startsWith('net:')) ?? all[0];
  if (before.endsWith(':')) return all.find((word) => !word.title.startsWith('r.') && !word.title.startsWith('net:')) ?? all[0];
  return null;
}

/** The word of the language in whose brackets the cursor is; what was closed before it does not count, nor does a table of its own. */
function around(cursor) {
  let closed = 0;
  for (let line = cursor.line; line >= Math.max(0, cursor.line - 60); line -= 1) {
    const whole = editor.getLine(line).slice(0, line === cursor.line ? cursor.ch : undefined);
    const text = whole.replace(/"[^"]*"|'[^']*'/g, (one) => ' '.repeat(one.length)).replace(/--.*$/, '');
    for (let index = text.length - 1; index >= 0; index -= 1) {
      if (')}]'.includes(text[index])) closed += 1;
      if (!'({['.includes(text[index]) || (closed -= 1) >= 0) continue;
      closed = 0;
      const call = /(\br\.|\bnet:|:)(\w+)\s*$/.exec(text.slice(0, index));
      const word = call && named(call[2], call[1]);
      if (word) return word;
    }
  }
  return null;
}

function explain() {
  if (editor.isBare) return;
  const cursor = editor.getCursor();
  const { name, before } = wordAt(cursor);
  let word = named(name, before);
  let option = null;
  if (!word) {
    word = around(cursor);
    option = word?.options.find((one) => one.name.split('.').pop() === name);
  }
  const box = $('word');
  if (!word) { box.replaceChildren(h('div', { class: 'quiet' }, 'Ctrl-Space completes; a word under the cursor is explained here.')); return; }
  const options = option ? [option] : word.options;
  box.replaceChildren(
    h('div', {}, h('code', {}, word.signature)), word.picture ? h('img', { src: `/api/words/${word.picture}/picture`, alt: '', onerror: (event) => event.target.remove() }) : '',
    h('div', {}, word.about), h('div', { class: 'options' }, options.slice(0, 24).map((one) => h('div', {}, h('code', {}, one.name), ` ${one.takes}; ${one.fallback}. ${one.about}`))));
}

function complete(cm, isTyping = false) {
  const cursor = cm.getCursor();
  if (cm.getTokenTypeAt(cursor) === 'comment' || cm.getTokenTypeAt(cursor) === 'string') return;
  const text = cm.getLine(cursor.line).slice(0, cursor.ch);
  const name = /\w*$/.exec(text)[0];
  const before = text.slice(0, text.length - name.length);
  let list = [];
  if (/\br\.$/.test(before)) list = words.filter((word) => word.title.startsWith('r.'));
  else if (/\bnet:$/.test(before)) list = words.filter((word) => word.title.startsWith('net:'));
  else if (before.endsWith(':')) list = words.filter((word) => !word.title.startsWith('r.') && !word.title.startsWith('net:'));
  let found = list.map((word) => ({ text: word.title.split(/[.:]/).pop(), about: word.about }));
  if (!list.length && (!isTyping || name.length > 1)) {
    found = (around(cursor)?.options ?? []).map((option) => ({ text: option.name.split('.').pop(), about: option.about, isOption: true }));
  }
  found = found.filter((one) => one.text.startsWith(name) && one.text !== name);
  if (!found.length) return cm.closeHint?.();
  cm.showHint({
    completeSingle: false, closeCharacters: /[\s()[\]{};,=]/,
    hint: () => ({
      from: { line: cursor.line, ch: cursor.ch - name.length }, to: cm.getCursor(),
      list: found.slice(0, 40).map((one) => ({ text: one.text + (one.isOption ? ' = ' : ''), render: (element) => element.append(one.text, h('small', {}, one.about.slice(0, 60))) })),
    }),
  });
}

async function save() {
  const name = $('script-name').value.trim();
  try {
    const card = await post(`/api/presets/${encodeURIComponent(name)}`, { ...request('draft', 320), script: editor.getValue() });
    Object.assign(state, { preset: card.name, card, script: null, carrier: null });
    await loadShelf();
    fillControls();
    original = card.script;
    call();
    toast(`Saved as '${card.name}', among your own presets.`);
  } catch (error) {
    toast(error.message);
  }
}

async function pack() {
  try {
    const blob = await download('/api/pack', { ...request('draft', 320), script: editor.getValue() });
    const link = h('a', { href: URL.createObjectURL(blob), download: `${$('script-name').value.trim() || 'preset'}.reverie` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  } catch (error) {
    toast(error.message);
  }
}

async function revert() {
  state.script = null;
  await show();
  changed({ soon: 0 });
}

on('preset', () => { if (!page.hidden && editor) show(); });
on('restore', ({ isOther }) => { if (!page.hidden && editor && isOther) show(); });
