// Measures the boxes of all texts and marks of the figures in this page, each in a <section> with its name,
// and puts what is wrong with them in the place of the page: a line for each finding, and a line with their number.
'use strict';

const WIDTH = 800;      // pixels, at which a figure is looked at
const HEIGHT_MAX = 1200;
const FONT_MIN = 9;     // pixels
const SLACK = 1;        // pixels that boxes may overlap: the rounding of a font's metrics

const findings = [];
let figures = 0, texts = 0, marks = 0;

function box(element, frame) {
  const it = element.getBoundingClientRect();
  return { left: it.left - frame.left, right: it.right - frame.left, top: it.top - frame.top, bottom: it.bottom - frame.top };
}

function overlap(a, b) {
  return Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;
}

function isCut(it, frame) {
  return it.left < -SLACK || it.top < -SLACK || it.right > frame.width + SLACK || it.bottom > frame.height + SLACK;
}

function checkTexts(name, svg, frame) {
  const shown = [...svg.querySelectorAll('text')].filter(it => it.textContent.trim() !== '')
    .map(it => ({ words: it.textContent.trim(), size: parseFloat(getComputedStyle(it).fontSize), ...box(it, frame) }))
    .sort((a, b) => a.top - b.top);
  shown.forEach((a, i) => {
    if (isCut(a, frame)) findings.push(`${name}: cut: "${a.words}"`);
    if (a.size * frame.width / svg.viewBox.baseVal.width < FONT_MIN) findings.push(`${name}: too small: "${a.words}"`);
    for (let j = i + 1; j < shown.length && shown[j].top < a.bottom; j++) {
      if (overlap(a, shown[j])) findings.push(`${name}: overlap: "${a.words}" and "${shown[j].words}"`);
    }
  });
  texts += shown.length;
}

function checkMarks(name, svg, frame) {
  for (const it of svg.querySelectorAll('path, use, polygon, circle')) {
    if (it.closest('defs')) continue;
    marks++;
    if (isCut(box(it, frame), frame)) findings.push(`${name}: cut: a mark`);
  }
}

for (const section of document.querySelectorAll('section')) {
  const name = section.dataset.name;
  const svg = section.querySelector('svg');
  const view = svg.viewBox.baseVal;
  svg.style.width = `${WIDTH}px`;
  svg.style.height = `${WIDTH * view.height / view.width}px`;
  const frame = svg.getBoundingClientRect();
  figures++;
  if (frame.height > HEIGHT_MAX) findings.push(`${name}: ${frame.height} pixels tall`);
  if (!svg.querySelector(':scope > title').textContent || !svg.querySelector(':scope > desc').textContent) {
    findings.push(`${name}: no title or no description`);
  }
  if (svg.querySelectorAll('title').length !== 1) findings.push(`${name}: tooltips`);
  checkTexts(name, svg, frame);
  checkMarks(name, svg, frame);
}

const result = document.createElement('pre');
result.textContent = [...findings, `checked ${figures} figures, ${texts} texts, ${marks} marks: ${findings.length} findings`].join('\n');
document.body.replaceChildren(result);
