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
const dataRows = name => (raw.tables[name]?.rows ?? []).map(row => Object.fromEntries(
  raw.tables[name].columns.map(([column, type], i) => [column, type === 't' && row[i] !== null ? raw.texts[row[i]] : row[i]])));
const number = text => text.split('/').map(Number).reduce((over, under) => over / under);

const violations = [];
document.addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective));
