// Runs checks in the page and leaves what they found in its document, a line each: "ok NAME", "FAILED NAME: why".

const results = [];

const expect = (holds, words) => {
  if (!holds) throw new Error(words);
};

const expectEqual = (value, wanted, words) => expect(value === wanted, `${words}: ${value}, not ${wanted}`);

const check = (name, body) => {
  try {
    body();
    results.push(`ok ${name}`);
  } catch (error) {
    results.push(`FAILED ${name}: ${error.message}`);
  }
};

const end = () => {
  const lines = document.createElement('pre');
  lines.id = 'results';
  lines.textContent = `\n${results.join('\n')}\nend\n`;
  document.body.append(lines);
};

const all = (selector, of = document) => [...of.querySelectorAll(selector)];
const one = (selector, of = document) => {
  const found = of.querySelector(selector);
  expect(found, `there is no ${selector}`);
  return found;
};
const isShown = element => element.checkVisibility();

// As a person would change it.
const change = (selector, value) => {
  const control = one(selector);
  if (control.type === 'checkbox') control.checked = value;
  else control.value = value;
  for (const event of ['input', 'change']) control.dispatchEvent(new Event(event, {bubbles: true}));
};

const press = (element, key) =>
  element.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));

// The data of the page, read once more by other means than the page's own.
const raw = JSON.parse(one('#data').textContent);
const textAt = place => (place === null ? null : typeof raw.texts[place] === 'string' ? raw.texts[place]
  : raw.texts[place].map(textAt).join(';'));
const cellAt = (cells, row) => {
  let at = 0;
  for (const cell of cells) {
    at += Array.isArray(cell) ? cell[1] : 1;
    if (at > row) return Array.isArray(cell) ? cell[0] : cell;
  }
  return undefined;
};
const dataRows = name => {
  const rows = [];
  let number = 0;
  for (let i = 0; cellAt(raw.tables[name]?.[0][2] ?? [], i) !== undefined; i++) {
    const row = {};
    for (const [column, type, cells] of raw.tables[name]) {
      const cell = cellAt(cells, i);
      number += type === 'c' ? cell : 0;
      if (type === 'c') ['scenario', 'contender', 'params'].forEach((key, j) => { row[key] = textAt(cellAt(raw.cases[j], number)); });
      else row[column] = type === 't' ? textAt(cell) : cell;
    }
    rows.push(row);
  }
  return rows;
};
const number = text => text.split('/').map(Number).reduce((over, under) => over / under);

const violations = [];
document.addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective));
